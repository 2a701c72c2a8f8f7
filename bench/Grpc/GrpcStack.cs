using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Fuse3D.Bench.Grpc;

/// <summary>A gRPC server and client to measure, seen through the contract that both stacks share.</summary>
/// <param name="Add">Adds the server to an application's services.</param>
/// <param name="Map">Maps the benchmark's service.</param>
/// <param name="Connect">A client's channel to an address.</param>
internal sealed record GrpcStack(Action<IServiceCollection> Add, Action<IEndpointRouteBuilder> Map, Func<string, ChannelBase> Connect)
{
    /// <summary>This repository's.</summary>
    public static GrpcStack Ours { get; } =
        new(services => services.AddGrpc(), routes => routes.MapGrpcService<GrpcBenchService>(), address => GrpcChannel.ForAddress(address));

    /// <summary>The packages'.</summary>
    public static GrpcStack Real { get; } = new(RealGrpc.AddGrpc, RealGrpc.MapGrpcService<GrpcBenchService>, RealGrpc.ForAddress);
}
