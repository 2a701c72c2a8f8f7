using System.IO.Pipelines;
using Grpc.Core;
using Grpc.Core.Wire;
using Grpc.Net.Compression;
using Microsoft.AspNetCore.Http;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>A call's response messages. Writers hold the call's claim on the response.</summary>
internal sealed class ResponseFrames(ServerCall call)
{
    private PayloadSink.Compressor? _compressor;
    private bool _encodingChosen;

    /// <summary>Whether bytes of a message are in the response, sent or not: its status must then follow in the trailers.</summary>
    public bool HasMessages { get; private set; }

    /// <summary>Puts a message into the response's buffers; it leaves with the next flush or the end.</summary>
    public async ValueTask WriteAsync<T>(Marshaller<T> marshaller, T message, WriteOptions? options)
    {
        HttpResponse response = call.HttpContext.Response;
        if (!response.HasStarted)
        {
            ChooseEncoding(requested: null);
            await response.StartAsync();   // headers come before what is written to the body without a flush
        }

        HasMessages = true;
        bool plain = ((options ?? call.WriteOptions)?.Flags & WriteFlags.NoCompress) == WriteFlags.NoCompress;
        PayloadSink.Write(marshaller, message, response.BodyWriter, call.Options.MaxSendMessageSize, plain ? null : _compressor);
    }

    /// <summary>Sends what is in the buffers, and the headers if they are not sent yet. Waits while the caller does not read.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        FlushResult result = await call.HttpContext.Response.BodyWriter.FlushAsync(cancellationToken);
        if (result.IsCanceled || result.IsCompleted)
            call.ThrowIfCancelled();
    }

    /// <summary>Settles the response's encoding, once: what a handler asks for, else the option, where the caller accepts it.</summary>
    public void ChooseEncoding(string? requested)
    {
        if (_encodingChosen)
            return;
        _encodingChosen = true;
        string? encoding = requested ?? call.Options.ResponseEncoding;
        if (encoding is null || !call.Options.Compression.TryGetValue(encoding, out ICompressionProvider? provider) || !CallerAccepts(encoding))
            return;
        _compressor = new(provider, call.Options.ResponseCompressionLevel);
        call.HttpContext.Response.Headers.GrpcEncoding = encoding;
    }

    private bool CallerAccepts(string encoding)
    {
        foreach (string? accepted in call.HttpContext.Request.Headers.GrpcAcceptEncoding)
        {
            foreach (Range name in accepted.AsSpan().Split(','))
            {
                if (accepted.AsSpan()[name].Trim().SequenceEqual(encoding))
                    return true;
            }
        }

        return false;
    }
}
