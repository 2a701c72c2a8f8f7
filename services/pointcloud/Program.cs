using Fuse3D.ServiceDefaults.Hosting;
using Fuse3D.Services.PointCloud;

return await ServiceProcess.RunAsync("fuse3d pointcloud", () => [PointCloudHost.Build(args)]);
