using System.ComponentModel.DataAnnotations;
using Fuse3D.Vision;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Fuse3D.ServiceDefaults.Hosting;

/// <summary>Options that are read and checked before anything starts.</summary>
public static class ValidatedOptions
{
    /// <summary>Reads a configuration section, checks it, and registers it as <see cref="IOptions{T}"/> and as itself.</summary>
    /// <exception cref="InvalidInputException">a value is out of range, of another type, or a name is not an option</exception>
    public static T AddValidatedOptions<T>(this WebApplicationBuilder builder, string section)
        where T : class, new()
    {
        T options = Read<T>(builder.Configuration, section);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(Options.Create(options));
        return options;
    }

    private static T Read<T>(ConfigurationManager configuration, string section)
        where T : class, new()
    {
        T options;
        try
        {
            options = configuration.GetSection(section).Get<T>(binder => binder.ErrorOnUnknownConfiguration = true) ?? new T();
        }
        catch (InvalidOperationException e)
        {
            throw new InvalidInputException($"configuration section {section}: {(e.InnerException ?? e).Message}", section, e);
        }

        List<ValidationResult> failures = [];
        if (!Validator.TryValidateObject(options, new ValidationContext(options), failures, validateAllProperties: true))
            throw new InvalidInputException(string.Join("; ", failures.Select(failure => Sentence(section, failure))), section);
        return options;
    }

    private static string Sentence(string section, ValidationResult failure) =>
        failure.ErrorMessage is { } message && message.StartsWith(section, StringComparison.Ordinal)
            ? message
            : $"{section}:{string.Join(", ", failure.MemberNames)}: {failure.ErrorMessage}";
}
