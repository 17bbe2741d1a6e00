// Addresses of arguments and locals, ref and out, arguments assigned to (ECMA-335 III.3.39, III.3.45, III.3.61)
using System;
using System.Runtime.CompilerServices;

struct Pair {
	public int First;
	public long Second;
	public Pair (int first, long second) { First = first; Second = second; }
	public void Swap () { long kept = First; First = (int) Second; Second = kept; }
	public override string ToString () { return "(" + First + ", " + Second + ")"; }
}

static class Callees {
	[MethodImpl (MethodImplOptions.NoInlining)] public static void Increment (ref int value) { value++; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static void Halve (ref double value) { value /= 2; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static void Narrow (ref byte value) { value += 200; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static void Append (ref string value) { value += "!"; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static void Exchange (ref Pair value) { value.Swap (); }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static bool Divide (int a, int b, out int quotient, out int rest)
	{
		quotient = rest = -1;
		if (b == 0)
			return false;
		quotient = a / b;
		rest = a % b;
		return true;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int OwnArguments (int a, byte b, string c, Pair d, double e)
	{
		Increment (ref a);
		Increment (ref a);
		Narrow (ref b);
		Append (ref c);
		Exchange (ref d);
		Halve (ref e);
		Report.Line (a + " " + b + " " + c + " " + d + " " + e);
		a = b = 7;
		return a + b;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void SwapReferences<T> (ref T a, ref T b)
	{
		T kept = a;
		a = b;
		b = kept;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static ref int Largest (int[] values)
	{
		int best = 0;
		for (int i = 1; i < values.Length; i++)
			if (values [i] > values [best])
				best = i;
		return ref values [best];
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Aliased (ref int a, ref int b)
	{
		a = 1;
		b = 2;
		return a * 10 + b;
	}
}

static class Callers {
	public static void Run ()
	{
		Report.Value ("own arguments", Callees.OwnArguments (40, 100, "text", new Pair (1, 2), 5.0));
		int quotient, rest;
		Report.Value ("divide", Callees.Divide (-17, 5, out quotient, out rest));
		Report.Line (quotient + " " + rest);
		Report.Value ("divide", Callees.Divide (1, 0, out quotient, out rest));
		Report.Line (quotient + " " + rest);
		string left = "left", right = "right";
		Callees.SwapReferences (ref left, ref right);
		Report.Line (left + " " + right);
		var values = new [] { 3, 9, 4 };
		Callees.Largest (values) = -5;
		Callees.Largest (values) += 100;
		Report.Value ("values", values);
		Pair[] pairs = { new Pair (1, 2), new Pair (3, 4) };
		Callees.Exchange (ref pairs [1]);
		Callees.SwapReferences (ref pairs [0], ref pairs [1]);
		Report.Value ("pairs", pairs);
		int one = 0, two = 0;
		Report.Value ("not aliased", Callees.Aliased (ref one, ref two));
		Report.Value ("aliased", Callees.Aliased (ref one, ref one));
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
