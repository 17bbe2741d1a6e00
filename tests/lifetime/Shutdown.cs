// SPDX-License-Identifier: MIT
//
// Ends in the way that the argument names, while background threads compile one new method after the other.
using System;
using System.Reflection.Emit;
using System.Threading;

static class Program {
	static int compiled;

	static void Fail (int number)
	{
		throw new InvalidOperationException ("thrown " + number);
	}

	/* A loop, a call and a protected region: some milliseconds of work for a compiler. */
	static Func<int, int> Make (int number)
	{
		var method = new DynamicMethod ("Method" + number, typeof (int), new [] { typeof (int) }, typeof (Program));
		ILGenerator body = method.GetILGenerator ();
		LocalBuilder sum = body.DeclareLocal (typeof (int));
		Label start = body.DefineLabel (), end = body.DefineLabel ();
		body.BeginExceptionBlock ();
		body.MarkLabel (start);
		body.Emit (OpCodes.Ldarg_0);
		body.Emit (OpCodes.Brfalse, end);
		body.Emit (OpCodes.Ldloc, sum);
		body.Emit (OpCodes.Ldc_I4, number);
		body.Emit (OpCodes.Xor);
		body.Emit (OpCodes.Call, typeof (Math).GetMethod ("Abs", new [] { typeof (int) }));
		body.Emit (OpCodes.Stloc, sum);
		body.Emit (OpCodes.Ldarg_0);
		body.Emit (OpCodes.Ldc_I4_1);
		body.Emit (OpCodes.Sub);
		body.Emit (OpCodes.Starg, 0);
		body.Emit (OpCodes.Br, start);
		body.MarkLabel (end);
		body.BeginCatchBlock (typeof (InvalidOperationException));
		body.Emit (OpCodes.Pop);
		body.BeginFinallyBlock ();
		body.Emit (OpCodes.Ldloc, sum);
		body.Emit (OpCodes.Ldc_I4_7);
		body.Emit (OpCodes.Add);
		body.Emit (OpCodes.Stloc, sum);
		body.EndExceptionBlock ();
		body.Emit (OpCodes.Ldloc, sum);
		body.Emit (OpCodes.Ret);
		return (Func<int, int>) method.CreateDelegate (typeof (Func<int, int>));
	}

	static void Compile ()
	{
		for (int i = 0; ; i++) {
			Make (i) (5);
			Interlocked.Increment (ref compiled);
		}
	}

	static int Main (string[] arguments)
	{
		for (int i = 0; i < 4; i++)
			new Thread (Compile) { IsBackground = true }.Start ();
		while (Thread.VolatileRead (ref compiled) < 20)
			Thread.Sleep (1);
		Console.WriteLine ("compiling");
		switch (arguments [0]) {
		case "return":
			return 3;
		case "exit":
			Environment.Exit (4);
			break;
		case "exit-elsewhere":
			new Thread (() => Environment.Exit (5)).Start ();
			Thread.Sleep (Timeout.Infinite);
			break;
		case "unhandled":
			Fail (7);
			break;
		case "fail-fast":
			Environment.FailFast ("fast");
			break;
		}
		return 0;
	}
}
