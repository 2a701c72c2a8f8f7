using System.Reflection;
using System.Runtime.Loader;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Fuse3D.Bench.Grpc;

/// <summary>A gRPC server and client to measure, seen through the contract that both stacks share.</summary>
/// <param name="Name">For the table.</param>
/// <param name="Add">Adds the server to an application's services.</param>
/// <param name="Map">Maps the benchmark's service.</param>
/// <param name="Connect">A client's channel to an address.</param>
internal sealed record GrpcStack(string Name, Action<IServiceCollection> Add, Action<IEndpointRouteBuilder> Map, Func<string, ChannelBase> Connect)
{
    /// <summary>This repository's.</summary>
    public static GrpcStack Ours { get; } = new(
        "ours", services => services.AddGrpc(), routes => routes.MapGrpcService<GrpcBenchService>(), address => GrpcChannel.ForAddress(address));

    /// <summary>
    /// Grpc.AspNetCore.Server and Grpc.Net.Client from their packages. They are strong-named against the package's contract, but the runtime
    /// binds by name and version, so they run on the in-repo one; they cannot be compiled against, hence reflection.
    /// </summary>
    public static GrpcStack Real()
    {
        Type add = Load("Grpc.AspNetCore.Server", "Microsoft.Extensions.DependencyInjection.GrpcServicesExtensions");
        Type map = Load("Grpc.AspNetCore.Server", "Microsoft.AspNetCore.Builder.GrpcEndpointRouteBuilderExtensions");
        Type channel = Load("Grpc.Net.Client", "Grpc.Net.Client.GrpcChannel");
        MethodInfo addGrpc = add.GetMethod("AddGrpc", [typeof(IServiceCollection)])!;
        MethodInfo mapService = map.GetMethods().Single(m => m.IsGenericMethodDefinition && m.Name == "MapGrpcService").MakeGenericMethod(typeof(GrpcBenchService));
        MethodInfo forAddress = channel.GetMethod("ForAddress", [typeof(string)])!;
        return new(
            "real",
            services => addGrpc.Invoke(null, [services]),
            routes => mapService.Invoke(null, [routes]),
            address => (ChannelBase)forAddress.Invoke(null, [address])!);
    }

    private static Type Load(string assembly, string type) => AssemblyLoadContext.Default
        .LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, "real", assembly + ".dll"))
        .GetType(type, throwOnError: true)!;
}
