namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>A module with one argument: override <c>forward</c>, use <c>call</c>.</summary>
        public abstract class Module<T, TResult>(string name) :
            HookableModule<
                Module<T, TResult>,
                Func<Module<T, TResult>, T, T?>,
                Func<Module<T, TResult>, T, TResult, TResult>>(name),
            IModule<T, TResult>
        {
            /// <summary>The computation itself, without hooks.</summary>
            public abstract TResult forward(T input);

            /// <summary>Pre-hooks, <see cref="forward"/>, post-hooks.</summary>
            public TResult call(T input)
            {
                Run(module_pre_hooks, this);
                foreach (var hook in pre_hooks.Values)
                    input = hook(this, input) ?? input;
                TResult result = forward(input);
                foreach (var hook in post_hooks.Values)
                    result = hook(this, input, result) ?? result;
                Run(module_post_hooks, this);
                return result;
            }
        }

        /// <summary>A module with two arguments: override <c>forward</c>, use <c>call</c>.</summary>
        public abstract class Module<T1, T2, TResult>(string name) :
            HookableModule<
                Module<T1, T2, TResult>,
                Func<Module<T1, T2, TResult>, T1, T2, (T1, T2)?>,
                Func<Module<T1, T2, TResult>, T1, T2, TResult, TResult>>(name),
            IModule<T1, T2, TResult>
        {
            /// <summary>The computation itself, without hooks.</summary>
            public abstract TResult forward(T1 input1, T2 input2);

            /// <summary>Pre-hooks, <see cref="forward"/>, post-hooks.</summary>
            public TResult call(T1 input1, T2 input2)
            {
                Run(module_pre_hooks, this);
                foreach (var hook in pre_hooks.Values)
                    (input1, input2) = hook(this, input1, input2) ?? (input1, input2);
                TResult result = forward(input1, input2);
                foreach (var hook in post_hooks.Values)
                    result = hook(this, input1, input2, result) ?? result;
                Run(module_post_hooks, this);
                return result;
            }
        }

        /// <summary>A module with three arguments: override <c>forward</c>, use <c>call</c>.</summary>
        public abstract class Module<T1, T2, T3, TResult>(string name) :
            HookableModule<
                Module<T1, T2, T3, TResult>,
                Func<Module<T1, T2, T3, TResult>, T1, T2, T3, (T1, T2, T3)?>,
                Func<Module<T1, T2, T3, TResult>, T1, T2, T3, TResult, TResult>>(name),
            IModule<T1, T2, T3, TResult>
        {
            /// <summary>The computation itself, without hooks.</summary>
            public abstract TResult forward(T1 input1, T2 input2, T3 input3);

            /// <summary>Pre-hooks, <see cref="forward"/>, post-hooks.</summary>
            public TResult call(T1 input1, T2 input2, T3 input3)
            {
                Run(module_pre_hooks, this);
                foreach (var hook in pre_hooks.Values)
                    (input1, input2, input3) = hook(this, input1, input2, input3) ?? (input1, input2, input3);
                TResult result = forward(input1, input2, input3);
                foreach (var hook in post_hooks.Values)
                    result = hook(this, input1, input2, input3, result) ?? result;
                Run(module_post_hooks, this);
                return result;
            }
        }

        /// <summary>A module with four arguments: override <c>forward</c>, use <c>call</c>.</summary>
        public abstract class Module<T1, T2, T3, T4, TResult>(string name) :
            HookableModule<
                Module<T1, T2, T3, T4, TResult>,
                Func<Module<T1, T2, T3, T4, TResult>, T1, T2, T3, T4, (T1, T2, T3, T4)?>,
                Func<Module<T1, T2, T3, T4, TResult>, T1, T2, T3, T4, TResult, TResult>>(name),
            IModule<T1, T2, T3, T4, TResult>
        {
            /// <summary>The computation itself, without hooks.</summary>
            public abstract TResult forward(T1 input1, T2 input2, T3 input3, T4 input4);

            /// <summary>Pre-hooks, <see cref="forward"/>, post-hooks.</summary>
            public TResult call(T1 input1, T2 input2, T3 input3, T4 input4)
            {
                Run(module_pre_hooks, this);
                foreach (var hook in pre_hooks.Values)
                    (input1, input2, input3, input4) = hook(this, input1, input2, input3, input4) ?? (input1, input2, input3, input4);
                TResult result = forward(input1, input2, input3, input4);
                foreach (var hook in post_hooks.Values)
                    result = hook(this, input1, input2, input3, input4, result) ?? result;
                Run(module_post_hooks, this);
                return result;
            }
        }

        /// <summary>A module with five arguments: override <c>forward</c>, use <c>call</c>.</summary>
        public abstract class Module<T1, T2, T3, T4, T5, TResult>(string name) :
            HookableModule<
                Module<T1, T2, T3, T4, T5, TResult>,
                Func<Module<T1, T2, T3, T4, T5, TResult>, T1, T2, T3, T4, T5, (T1, T2, T3, T4, T5)?>,
                Func<Module<T1, T2, T3, T4, T5, TResult>, T1, T2, T3, T4, T5, TResult, TResult>>(name),
            IModule<T1, T2, T3, T4, T5, TResult>
        {
            /// <summary>The computation itself, without hooks.</summary>
            public abstract TResult forward(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5);

            /// <summary>Pre-hooks, <see cref="forward"/>, post-hooks.</summary>
            public TResult call(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5)
            {
                Run(module_pre_hooks, this);
                foreach (var hook in pre_hooks.Values)
                    if (hook(this, input1, input2, input3, input4, input5) is { } changed)
                        (input1, input2, input3, input4, input5) = changed;
                TResult result = forward(input1, input2, input3, input4, input5);
                foreach (var hook in post_hooks.Values)
                    result = hook(this, input1, input2, input3, input4, input5, result) ?? result;
                Run(module_post_hooks, this);
                return result;
            }
        }

        /// <summary>A module with six arguments: override <c>forward</c>, use <c>call</c>.</summary>
        public abstract class Module<T1, T2, T3, T4, T5, T6, TResult>(string name) :
            HookableModule<
                Module<T1, T2, T3, T4, T5, T6, TResult>,
                Func<Module<T1, T2, T3, T4, T5, T6, TResult>, T1, T2, T3, T4, T5, T6, (T1, T2, T3, T4, T5, T6)?>,
                Func<Module<T1, T2, T3, T4, T5, T6, TResult>, T1, T2, T3, T4, T5, T6, TResult, TResult>>(name),
            IModule<T1, T2, T3, T4, T5, T6, TResult>
        {
            /// <summary>The computation itself, without hooks.</summary>
            public abstract TResult forward(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5, T6 input6);

            /// <summary>Pre-hooks, <see cref="forward"/>, post-hooks.</summary>
            public TResult call(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5, T6 input6)
            {
                Run(module_pre_hooks, this);
                foreach (var hook in pre_hooks.Values)
                    if (hook(this, input1, input2, input3, input4, input5, input6) is { } changed)
                        (input1, input2, input3, input4, input5, input6) = changed;
                TResult result = forward(input1, input2, input3, input4, input5, input6);
                foreach (var hook in post_hooks.Values)
                    result = hook(this, input1, input2, input3, input4, input5, input6, result) ?? result;
                Run(module_post_hooks, this);
                return result;
            }
        }
    }
}
