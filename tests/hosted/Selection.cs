// SPDX-License-Identifier: MIT
//
// The program of the selection suites. Its arguments are what to do, one after the other.
using System;
using System.Diagnostics;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Threading;

public interface IStep { int ByInterface (); }

public class Step : IStep {
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Direct () { return 1; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Never () { return 2; }
	public virtual int ByVtable () { return 3; }
	public int ByInterface () { return 4; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int ByDelegate () { return 5; }
}

public class Derived : Step {
	public override int ByVtable () { return 6; }
}

public static class Selection {
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Target () { return 41; }

	static void Lazy (bool never)
	{
		Step step = new Derived ();
		IStep other = step;
		Func<int> function = Step.ByDelegate;
		int sum = 0;
		for (int i = 0; i < 3; ++i)
			sum += Step.Direct () + step.ByVtable () + other.ByInterface () + function ();
		if (never)
			sum += Step.Never ();
		Console.WriteLine (sum);
	}

	static int RunDynamicMethod ()
	{
		var method = new DynamicMethod ("DynamicTarget", typeof (int), Type.EmptyTypes, typeof (Selection));
		ILGenerator generator = method.GetILGenerator ();
		generator.Emit (OpCodes.Ldc_I4, 41);
		generator.Emit (OpCodes.Ret);
		return ((Func<int>) method.CreateDelegate (typeof (Func<int>))) ();
	}

	static void Dynamic ()
	{
		int sum = 0;
		for (int i = 0; i < 500; ++i) {
			sum += RunDynamicMethod ();
			if (i % 100 == 0) {
				GC.Collect ();
				GC.WaitForPendingFinalizers ();
			}
		}
		Console.WriteLine (sum);
	}

	/* Asks for the code of a method that nothing calls, and calls it by its address. */
	static void Pointer ()
	{
		RuntimeMethodHandle handle = typeof (Step).GetMethod ("Never").MethodHandle;
		RuntimeHelpers.PrepareMethod (handle);
		var caller = new DynamicMethod ("Caller", typeof (int), new [] { typeof (IntPtr) }, typeof (Selection));
		ILGenerator generator = caller.GetILGenerator ();
		generator.Emit (OpCodes.Ldarg_0);
		generator.EmitCalli (OpCodes.Calli, CallingConventions.Standard, typeof (int), Type.EmptyTypes, null);
		generator.Emit (OpCodes.Ret);
		var call = (Func<IntPtr, int>) caller.CreateDelegate (typeof (Func<IntPtr, int>));
		Console.WriteLine (call (handle.GetFunctionPointer ()) + call (handle.GetFunctionPointer ()));
	}

	static void Start (string program, string argument)
	{
		var information = new ProcessStartInfo (program, argument) { UseShellExecute = false };
		using (var process = Process.Start (information)) {
			process.WaitForExit ();
			Console.WriteLine ("child " + process.ExitCode);
		}
	}

	public static int Main (string [] arguments)
	{
		foreach (string argument in arguments) {
			switch (argument) {
			case "hello":
				Console.WriteLine ("hello");
				break;
			case "target":
				try {
					Console.WriteLine (Target ());
				} catch (Exception exception) {
					Console.WriteLine (exception.GetType ().FullName);
				}
				break;
			case "roomy":
				var thread = new Thread (() => Console.WriteLine (Target ()), 64 << 20);
				thread.Start ();
				thread.Join ();
				break;
			case "trace":
				try {
					Target ();
				} catch (Exception exception) {
					Console.WriteLine (exception.StackTrace.Split ('\n') [0]);
				}
				break;
			case "lazy":
				Lazy (arguments.Length > 100);
				break;
			case "pointer":
				Pointer ();
				break;
			case "dynamic":
				Dynamic ();
				break;
			case "environment":
				foreach (string name in new [] { "MONO_ENV_OPTIONS", "MONO_COMPILER" })
					Console.WriteLine (name + "=" + Environment.GetEnvironmentVariable (name));
				break;
			case "exit":
				Environment.Exit (5);
				break;
			default:
				Start (argument, typeof (Selection).Assembly.Location + " hello");
				break;
			}
		}
		return 0;
	}
}
