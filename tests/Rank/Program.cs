using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Fuse3D.Tests.Rank;
using Fuse3D.TorchExtensions;

// One process of a group, placed by the usual variables. Arguments: what to do, and the group's timeout in seconds.
// Prints what it found, a line each; a failure as "failed <type> after <seconds> s: <message>", with exit code 3.
var clock = Stopwatch.StartNew();
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
try
{
    TimeSpan timeout = TimeSpan.FromSeconds(double.Parse(args[1], CultureInfo.InvariantCulture));
    using ProcessGroup group = DistributedEnvironment.FromVariables().Connect(CollectiveBackend.Gloo, timeout);
    Console.WriteLine("ready");
    clock.Restart();
    switch (args[0])
    {
        case "collect":
            Collectives.Run(group);
            return 0;
        case "lead":            // adds up with peers that only wait
            Collectives.Sum(group);
            return 0;
        case "wait":            // until it is killed
            Thread.Sleep(TimeSpan.FromMinutes(1));
            return 1;
        default:
            Console.Error.WriteLine($"nothing is called '{args[0]}': collect, lead, wait");
            return 2;
    }
}
catch (Exception e) when (e is TimeoutException or ExternalException or FormatException or ArgumentException)
{
    Console.WriteLine($"failed {e.GetType().Name} after {clock.Elapsed.TotalSeconds:0.0} s: {e.Message.ReplaceLineEndings(" ")}");
    return 3;
}
