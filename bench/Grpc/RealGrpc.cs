using System.Reflection;
using System.Runtime.Loader;
using Grpc.Core;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Fuse3D.Bench.Grpc;

/// <summary>
/// Grpc.AspNetCore.Server and Grpc.Net.Client from their packages. They are strong-named against the package's contract, but the runtime
/// binds by name and version, so they run on the in-repo one. They cannot be compiled against, hence reflection.
/// </summary>
internal static class RealGrpc
{
    private static readonly MethodInfo s_addGrpc =
        Load("Grpc.AspNetCore.Server", "Microsoft.Extensions.DependencyInjection.GrpcServicesExtensions").GetMethod("AddGrpc", [typeof(IServiceCollection)])!;

    private static readonly MethodInfo s_mapGrpcService =
        Load("Grpc.AspNetCore.Server", "Microsoft.AspNetCore.Builder.GrpcEndpointRouteBuilderExtensions")
            .GetMethods().Single(method => method is { Name: "MapGrpcService", IsGenericMethodDefinition: true });

    private static readonly MethodInfo s_forAddress = Load("Grpc.Net.Client", "Grpc.Net.Client.GrpcChannel").GetMethod("ForAddress", [typeof(string)])!;

    public static void AddGrpc(IServiceCollection services) => s_addGrpc.Invoke(null, [services]);

    public static void MapGrpcService<TService>(IEndpointRouteBuilder routes) => s_mapGrpcService.MakeGenericMethod(typeof(TService)).Invoke(null, [routes]);

    public static ChannelBase ForAddress(string address) => (ChannelBase)s_forAddress.Invoke(null, [address])!;

    private static Type Load(string assembly, string type) => AssemblyLoadContext.Default
        .LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, "real", assembly + ".dll"))
        .GetType(type, throwOnError: true)!;
}
