using Fuse3D.ServiceDefaults.Hosting;
using Fuse3D.Services.Image;

return await ServiceProcess.RunAsync("fuse3d image", () => [ImageHost.Build(args)]);
