using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>A method found on a service: where it is served, by what, and the attributes that its endpoint carries.</summary>
internal sealed record MethodModel(IMethod Method, RoutePattern Pattern, IList<object> Metadata, RequestDelegate RequestDelegate);
