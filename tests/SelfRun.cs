using Xunit.Abstractions;
using Xunit.Sdk;

namespace Fuse3D.Tests;

/// <summary>Runs the tests of this assembly without a test host: for a machine that has no SDK, such as one lent for its GPU.</summary>
/// <remarks>
/// Arguments: any of Name=Value, traits of which a test must have one (Category=Gpu). None: all tests. Exit code 1 when one fails.
/// </remarks>
internal static class SelfRun
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    private static int Main(string[] traits)
    {
        var assembly = typeof(SelfRun).Assembly;
        using XunitTestFramework framework = new(new NullMessageSink());
        Options options = new();

        using Discovery discovery = new(traits);
        using ITestFrameworkDiscoverer discoverer = framework.GetDiscoverer(Reflector.Wrap(assembly));
        discoverer.Find(includeSourceInformation: false, discovery, options);
        if (!discovery.Finished.WaitOne(Patience))
            return Fail("the tests could not be listed in time");

        using Execution execution = new();
        using ITestFrameworkExecutor executor = framework.GetExecutor(assembly.GetName());
        executor.RunTests(discovery.Chosen, execution, options);
        if (!execution.Finished.WaitOne(Patience))
            return Fail("the tests did not end in time");
        Console.WriteLine($"{assembly.GetName().Name}: {execution.Passed} passed, {execution.Failed} failed, {execution.Skipped} skipped");
        return execution.Failed == 0 ? 0 : 1;
    }

    private static int Fail(string reason)
    {
        Console.Error.WriteLine(reason);
        return 1;
    }

    private sealed class Discovery(string[] traits) : LongLivedMarshalByRefObject, IMessageSink, IDisposable
    {
        public List<ITestCase> Chosen { get; } = [];

        public ManualResetEvent Finished { get; } = new(false);

        public bool OnMessage(IMessageSinkMessage message)
        {
            if (message is ITestCaseDiscoveryMessage found && IsChosen(found.TestCase))
                Chosen.Add(found.TestCase);
            if (message is IDiscoveryCompleteMessage)
                Finished.Set();
            return true;
        }

        public void Dispose() => Finished.Dispose();

        private bool IsChosen(ITestCase test) => traits.Length == 0
            || test.Traits.Any(trait => trait.Value.Any(value => traits.Contains($"{trait.Key}={value}",
                StringComparer.OrdinalIgnoreCase)));
    }

    private sealed class Execution : LongLivedMarshalByRefObject, IMessageSink, IDisposable
    {
        private readonly Lock _gate = new();

        public int Passed { get; private set; }

        public int Failed { get; private set; }

        public int Skipped { get; private set; }

        public ManualResetEvent Finished { get; } = new(false);

        public bool OnMessage(IMessageSinkMessage message)
        {
            lock (_gate)
                Count(message);
            if (message is ITestAssemblyFinished)
                Finished.Set();
            return true;
        }

        public void Dispose() => Finished.Dispose();

        private void Count(IMessageSinkMessage message)
        {
            switch (message)
            {
                case ITestPassed:
                    Passed++;
                    break;
                case ITestSkipped skipped:
                    Skipped++;
                    Console.WriteLine($"skipped {skipped.Test.DisplayName}: {skipped.Reason}");
                    break;
                case ITestFailed failed:
                    Failed++;
                    Console.WriteLine($"FAILED {failed.Test.DisplayName}: {string.Join(Environment.NewLine, failed.Messages)}");
                    Console.WriteLine(string.Join(Environment.NewLine, failed.StackTraces));
                    break;
            }
        }
    }

    /// <summary>xunit's options are values by name; these keep what is set.</summary>
    private sealed class Options : ITestFrameworkDiscoveryOptions, ITestFrameworkExecutionOptions
    {
        private readonly Dictionary<string, object?> _values = [];

        public TValue GetValue<TValue>(string name) => _values.TryGetValue(name, out object? value) ? (TValue)value! : default!;

        public void SetValue<TValue>(string name, TValue value) => _values[name] = value;
    }
}
