using System.Reflection;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Finds the methods of a generated service base by letting its BindService method add them here.</summary>
internal sealed class ServiceBinder<TService> : IServiceMethodProvider<TService>
    where TService : class
{
    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<TService> context)
    {
        if (FindBase() is not var (serviceBase, binding))
            return;
        MethodInfo bind = binding.BindType.GetMethod(
            binding.BindMethodName, BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static, [typeof(ServiceBinderBase), serviceBase])
            ?? throw new InvalidOperationException(
                $"{binding.BindType}.{binding.BindMethodName}(ServiceBinderBase, {serviceBase.Name}), named by the attribute on {serviceBase}, does not exist");
        bind.Invoke(null, BindingFlags.DoNotWrapExceptions, binder: null, [new MethodCollector(context, serviceBase), null], culture: null);
    }

    private static (Type Base, BindServiceMethodAttribute Binding)? FindBase()
    {
        for (Type? type = typeof(TService); type != null; type = type.BaseType)
        {
            if (type.GetCustomAttribute<BindServiceMethodAttribute>(inherit: false) is { } binding)
                return (type, binding);
        }

        return null;
    }

    /// <summary>Turns each method into a delegate without an instance: the instance is a call's own.</summary>
    private sealed class MethodCollector(ServiceMethodProviderContext<TService> context, Type serviceBase) : ServiceBinderBase
    {
        public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler) =>
            context.AddUnaryMethod(method, Attributes(method), Open<UnaryServerMethod<TService, TRequest, TResponse>>(method));

        public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler) =>
            context.AddClientStreamingMethod(method, Attributes(method), Open<ClientStreamingServerMethod<TService, TRequest, TResponse>>(method));

        public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler) =>
            context.AddServerStreamingMethod(method, Attributes(method), Open<ServerStreamingServerMethod<TService, TRequest, TResponse>>(method));

        public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler) =>
            context.AddDuplexStreamingMethod(method, Attributes(method), Open<DuplexStreamingServerMethod<TService, TRequest, TResponse>>(method));

        // The base's virtual method, so that the call goes to the most derived override.
        private TDelegate Open<TDelegate>(IMethod method)
            where TDelegate : Delegate
        {
            Type[] parameters = [.. typeof(TDelegate).GetMethod("Invoke")!.GetParameters().Skip(1).Select(p => p.ParameterType)];
            MethodInfo declared = serviceBase.GetMethod(method.Name, BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance, parameters)
                ?? throw new InvalidOperationException($"{serviceBase} has no method {method.Name}({string.Join(", ", parameters.Select(p => p.Name))})");
            return declared.CreateDelegate<TDelegate>();
        }

        // What stands on the service and on the override: authorization, rate limits, CORS, ...
        private static List<object> Attributes(IMethod method)
        {
            MethodInfo? implementation = typeof(TService)
                .GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
                .FirstOrDefault(m => m.Name == method.Name && m.GetParameters() is [.., { ParameterType: var last }] && last == typeof(ServerCallContext));
            return [.. typeof(TService).GetCustomAttributes(inherit: true), .. implementation?.GetCustomAttributes(inherit: true) ?? []];
        }
    }
}
