using Fuse3D.ServiceDefaults.Hosting;
using Fuse3D.Services.Fusion;

return await ServiceProcess.RunAsync("fuse3d fusion", () => [FusionHost.Build(args)]);
