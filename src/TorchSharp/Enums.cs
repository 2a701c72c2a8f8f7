namespace TorchSharp;

/// <summary>Order of the dimensions in memory.</summary>
public enum memory_format
{
    preserve_format,
    contiguous_format,
    channels_last,
}

/// <summary>How <see cref="torch.cdist"/> finds euclidean distances; the numbers are libtorch's.</summary>
public enum compute_mode
{
    use_mm_for_euclid_dist_if_necessary = 0,
    use_mm_for_euclid_dist = 1,
    donot_use_mm_for_euclid_dist = 2,
}
