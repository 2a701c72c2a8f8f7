using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Fuse3D.Bindings.Tests;

/// <summary>The types and members of other assemblies that an assembly refers to, one readable line each.</summary>
internal static class MemberUses
{
    /// <param name="path">an assembly file; it is read, not loaded</param>
    /// <param name="of">names of the assemblies that own the members; what these hold in namespaces Fuse3D.* is left out</param>
    public static IReadOnlyList<string> Of(string path, IReadOnlyCollection<string> of)
    {
        using var file = new PEReader(File.OpenRead(path));
        MetadataReader reader = file.GetMetadataReader();
        var names = new TypeNames();
        bool Owned(string type) => !type.StartsWith("Fuse3D.", StringComparison.Ordinal);

        var types = reader.TypeReferences
            .Where(handle => of.Contains(Owner(reader, handle)))
            .Select(handle => names.GetTypeFromReference(reader, handle, 0))
            .Where(Owned)
            .Select(type => $"{type} (type)");
        var members = reader.MemberReferences
            .Select(reader.GetMemberReference)
            .Select(member => (member, type: Parent(reader, member.Parent)))
            .Where(found => !found.type.IsNil && of.Contains(Owner(reader, found.type)))
            .Select(found => Line(reader, names, found.member, names.GetTypeFromReference(reader, found.type, 0)))
            .Where(Owned);
        return [.. types.Concat(members).Distinct()];
    }

    private static string Line(MetadataReader reader, TypeNames names, MemberReference member, string type)
    {
        string name = $"{type}.{reader.GetString(member.Name)}";
        if (member.GetKind() == MemberReferenceKind.Field)
            return $"{name}: {member.DecodeFieldSignature(names, null)}";
        MethodSignature<string> signature = member.DecodeMethodSignature(names, null);
        string generic = signature.GenericParameterCount == 0 ? "" : $"<{signature.GenericParameterCount}>";
        return $"{name}{generic}({string.Join(", ", signature.ParameterTypes)}): {signature.ReturnType}";
    }

    // A member's parent is a type, or a generic type made of one.
    private static TypeReferenceHandle Parent(MetadataReader reader, EntityHandle parent)
    {
        if (parent.Kind == HandleKind.TypeReference)
            return (TypeReferenceHandle)parent;
        if (parent.Kind != HandleKind.TypeSpecification)
            return default;
        BlobReader blob = reader.GetBlobReader(reader.GetTypeSpecification((TypeSpecificationHandle)parent).Signature);
        if (blob.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance)
            return default;
        blob.ReadCompressedInteger();      // class or struct
        EntityHandle open = blob.ReadTypeHandle();
        return open.Kind == HandleKind.TypeReference ? (TypeReferenceHandle)open : default;
    }

    private static string Owner(MetadataReader reader, TypeReferenceHandle handle)
    {
        EntityHandle scope = reader.GetTypeReference(handle).ResolutionScope;
        return scope.Kind switch
        {
            HandleKind.TypeReference => Owner(reader, (TypeReferenceHandle)scope),
            HandleKind.AssemblyReference => reader.GetString(reader.GetAssemblyReference((AssemblyReferenceHandle)scope).Name),
            _ => "",
        };
    }

    private sealed class TypeNames : ISignatureTypeProvider<string, object?>
    {
        public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
        {
            TypeReference type = reader.GetTypeReference(handle);
            string name = reader.GetString(type.Name);
            if (type.ResolutionScope.Kind == HandleKind.TypeReference)
                return $"{GetTypeFromReference(reader, (TypeReferenceHandle)type.ResolutionScope, 0)}.{name}";
            return type.Namespace.IsNil ? name : $"{reader.GetString(type.Namespace)}.{name}";
        }

        public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) =>
            reader.GetString(reader.GetTypeDefinition(handle).Name);

        public string GetTypeFromSpecification(MetadataReader reader, object? context, TypeSpecificationHandle handle, byte rawTypeKind) =>
            reader.GetTypeSpecification(handle).DecodeSignature(this, context);

        public string GetPrimitiveType(PrimitiveTypeCode code) => code.ToString();

        public string GetGenericInstantiation(string open, ImmutableArray<string> arguments) => $"{open}<{string.Join(", ", arguments)}>";

        public string GetGenericTypeParameter(object? context, int index) => $"!{index}";

        public string GetGenericMethodParameter(object? context, int index) => $"!!{index}";

        public string GetSZArrayType(string element) => $"{element}[]";

        public string GetArrayType(string element, ArrayShape shape) => $"{element}[{new string(',', shape.Rank - 1)}]";

        public string GetByReferenceType(string element) => $"ref {element}";

        public string GetPointerType(string element) => $"{element}*";

        public string GetPinnedType(string element) => element;

        public string GetModifiedType(string modifier, string unmodified, bool isRequired) => unmodified;

        public string GetFunctionPointerType(MethodSignature<string> signature) => "delegate*";
    }
}
