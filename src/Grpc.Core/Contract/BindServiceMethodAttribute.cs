namespace Grpc.Core;

/// <summary>Names the generated method that binds a service base class.</summary>
/// <param name="bindType">The type with the method.</param>
/// <param name="bindMethodName">The method: static, taking a <see cref="ServiceBinderBase"/> and the service.</param>
[AttributeUsage(AttributeTargets.Class)]
public class BindServiceMethodAttribute(Type bindType, string bindMethodName) : Attribute
{
    /// <summary>The type with the method.</summary>
    public Type BindType { get; } = bindType;

    /// <summary>The method's name.</summary>
    public string BindMethodName { get; } = bindMethodName;
}
