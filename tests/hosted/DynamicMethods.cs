/* SPDX-License-Identifier: MIT
 *
 * Makes, runs and drops dynamic methods; prints a sum, and how much resident memory grew meanwhile, in KiB. */
using System;
using System.Collections.Generic;
using System.IO;
using System.Reflection.Emit;

/* The runtime frees dynamic methods on the finalizer thread, which wakes up for objects like this. */
class Finalized {
	~Finalized () { }
}

class DynamicMethods {
	static long Resident ()
	{
		foreach (string line in File.ReadAllLines ("/proc/self/status"))
			if (line.StartsWith ("VmRSS:"))
				return long.Parse (line.Split (new [] { ' ', '\t' }, StringSplitOptions.RemoveEmptyEntries) [1]);
		throw new InvalidOperationException ("/proc/self/status has no VmRSS");
	}

	public static int Twice (int value)
	{
		return 2 * value;
	}

	/* Strings, casts with a cache, calls of an ordinary and of a dynamic method: all need data beside the code. */
	static int Run (int number)
	{
		var parameters = new [] { typeof (object), typeof (int) };
		var inner = new DynamicMethod ("Inner" + number, typeof (int), new [] { typeof (int) }, typeof (DynamicMethods));
		ILGenerator body = inner.GetILGenerator ();
		body.Emit (OpCodes.Ldarg_0);
		body.Emit (OpCodes.Ldc_I4, number);
		body.Emit (OpCodes.Xor);
		body.Emit (OpCodes.Ret);
		var outer = new DynamicMethod ("Outer" + number, typeof (int), parameters, typeof (DynamicMethods));
		body = outer.GetILGenerator ();
		body.Emit (OpCodes.Ldarg_0);
		body.Emit (OpCodes.Castclass, typeof (IList<string>));
		body.Emit (OpCodes.Pop);
		body.Emit (OpCodes.Ldstr, "text");
		body.Emit (OpCodes.Callvirt, typeof (string).GetProperty ("Length").GetGetMethod ());
		body.Emit (OpCodes.Ldarg_1);
		body.Emit (OpCodes.Call, typeof (DynamicMethods).GetMethod ("Twice"));
		body.Emit (OpCodes.Call, inner);
		body.Emit (OpCodes.Add);
		body.Emit (OpCodes.Ret);
		return ((Func<object, int, int>) outer.CreateDelegate (typeof (Func<object, int, int>))) (new string [1], number);
	}

	static long RunMany (int first, int count)
	{
		long sum = 0;
		for (int i = 0; i < count; ++i) {
			sum += Run (first + i);
			if (i % 100 == 0) {
				new Finalized ();
				GC.Collect ();
				GC.WaitForPendingFinalizers ();
			}
		}
		return sum;
	}

	public static void Main (string [] arguments)
	{
		int pairs = int.Parse (arguments [0]) / 2, warm = pairs / 5;
		long sum = RunMany (0, warm), before = Resident ();
		sum += RunMany (warm, pairs - warm);
		Console.WriteLine (sum + " " + (Resident () - before));
	}
}
