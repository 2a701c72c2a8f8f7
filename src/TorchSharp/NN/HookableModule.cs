namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>A module whose <c>call</c> runs hooks around <c>forward</c>.</summary>
        public class HookableModule<TModule, TPreHook, TPostHook> : Module
        {
            protected Dictionary<string, TPreHook> pre_hooks = [];
            protected Dictionary<string, TPostHook> post_hooks = [];
            protected Dictionary<string, Action<TModule>> module_pre_hooks = [];
            protected Dictionary<string, Action<TModule>> module_post_hooks = [];

            protected HookableModule(string name) : base(name)
            {
            }

            /// <param name="hook">sees arguments and result; what it returns, unless null, becomes the result</param>
            public HookRemover register_forward_hook(TPostHook hook) => Add(post_hooks, hook);

            /// <param name="hook">sees the arguments; what it returns, unless null, takes their place</param>
            public HookRemover register_forward_pre_hook(TPreHook hook) => Add(pre_hooks, hook);

            public HookRemover register_forward_hook(Action<TModule> hook) => Add(module_post_hooks, hook);

            public HookRemover register_forward_pre_hook(Action<TModule> hook) => Add(module_pre_hooks, hook);

            private protected static void Run(Dictionary<string, Action<TModule>> hooks, TModule module)
            {
                foreach (var hook in hooks.Values)
                    hook(module);
            }

            private HookRemover Add<THook>(Dictionary<string, THook> hooks, THook hook)
            {
                string key = Guid.NewGuid().ToString();
                hooks.Add(key, hook);
                return new HookRemover(this, key);
            }

            private void Remove(string key)
            {
                pre_hooks.Remove(key);
                post_hooks.Remove(key);
                module_pre_hooks.Remove(key);
                module_post_hooks.Remove(key);
            }

            /// <summary>Takes one hook off again.</summary>
            public class HookRemover(HookableModule<TModule, TPreHook, TPostHook> module, string key)
            {
                public void remove() => module.Remove(key);
            }
        }
    }
}
