# One image for the three services on CUDA: a PyTorch image brings libtorch and the CUDA libraries; the shim is built against them.
ARG PYTORCH=pytorch/pytorch:2.11.0-cuda13.0-cudnn9-devel

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS publish
WORKDIR /source
COPY . .
RUN dotnet publish clients/cli/Cli.csproj -c Release -r linux-x64 --self-contained -o /publish

FROM ${PYTORCH}
RUN apt-get update && apt-get install -y --no-install-recommends g++ cmake make libturbojpeg libpng16-16 curl \
    && rm -rf /var/lib/apt/lists/* && useradd --create-home --uid 10001 fuse3d
WORKDIR /source
COPY src/TorchSharp/native src/TorchSharp/native
RUN LIBTORCH="$(python3 -c 'import os, torch; print(os.path.dirname(torch.__file__))')" bash src/TorchSharp/native/build.sh \
    && mkdir -p /opt/fuse3d && cp -r artifacts/native /opt/fuse3d/native
COPY --from=publish /publish /opt/fuse3d
ENV FUSE3D_NATIVE=/opt/fuse3d/native OMP_WAIT_POLICY=passive
USER fuse3d
ENTRYPOINT ["/opt/fuse3d/fuse3d"]
CMD ["serve", "all"]
