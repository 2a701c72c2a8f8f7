using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Takes the methods of a service definition, whose handlers are bound to their instance already.</summary>
internal sealed class DefinitionBinder(MethodFactory factory) : ServiceBinderBase
{
    public List<MethodModel> Methods { get; } = [];

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler) =>
        Add(method, factory.Create(method, Bound(method, handler)));

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler) =>
        Add(method, factory.Create(method, Bound(method, handler)));

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler) =>
        Add(method, factory.Create(method, Bound(method, handler)));

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler) =>
        Add(method, factory.Create(method, Bound(method, handler)));

    private void Add(IMethod method, RequestDelegate serve) => Methods.Add(new(method, RoutePatternFactory.Parse(method.FullName), [], serve));

    private static T Bound<T>(IMethod method, T? handler)
        where T : Delegate => handler ?? throw new ArgumentException($"the definition has no handler for {method.FullName}");
}
