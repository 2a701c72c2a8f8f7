using System.Reflection;

namespace Fuse3D.ServiceDefaults.Hosting;

/// <summary>The version that services report.</summary>
public static class ServiceVersion
{
    public static string Text { get; } =
        typeof(ServiceVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";
}
