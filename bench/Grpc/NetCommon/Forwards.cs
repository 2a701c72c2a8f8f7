using System.Runtime.CompilerServices;

[assembly: TypeForwardedTo(typeof(Grpc.Core.ConnectivityState))]
[assembly: TypeForwardedTo(typeof(Grpc.Net.Compression.ICompressionProvider))]
[assembly: TypeForwardedTo(typeof(Grpc.Net.Compression.GzipCompressionProvider))]
[assembly: TypeForwardedTo(typeof(Grpc.Net.Compression.DeflateCompressionProvider))]
