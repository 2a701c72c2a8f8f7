# One image for the three services on CPU: Debian 12 with its libtorch, and a self-contained publish of the command line.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS publish
WORKDIR /source
COPY . .
RUN dotnet publish clients/cli/Cli.csproj -c Release -r linux-x64 --self-contained -o /publish

FROM debian:12-slim AS native
RUN apt-get update && apt-get install -y --no-install-recommends libtorch-dev libgloo-dev libopenblas0-openmp g++ cmake make \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY src/TorchSharp/native src/TorchSharp/native
RUN bash src/TorchSharp/native/build.sh

FROM debian:12-slim
RUN apt-get update && apt-get install -y --no-install-recommends libtorch1.13 libopenblas0-openmp libturbojpeg0 libpng16-16 libicu72 curl \
    && rm -rf /var/lib/apt/lists/* && useradd --create-home --uid 10001 fuse3d
COPY --from=publish /publish /opt/fuse3d
COPY --from=native /source/artifacts/native /opt/fuse3d/native
ENV FUSE3D_NATIVE=/opt/fuse3d/native OMP_WAIT_POLICY=passive
USER fuse3d
ENTRYPOINT ["/opt/fuse3d/fuse3d"]
CMD ["serve", "all"]
