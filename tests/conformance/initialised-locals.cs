// Locals, stackalloc memory, new structs and array elements start as zeros, also when a slot is used again (ECMA-335
// II.25.4.4)
using System;
using System.Runtime.CompilerServices;

struct Wide { public long A, B, C, D, E; public string F; }

static class Callees {
	[MethodImpl (MethodImplOptions.NoInlining)] public static long Dirty (int depth)
	{
		long a = -1, b = -2, c = -3, d = -4;
		if (depth > 0)
			a += Dirty (depth - 1);
		return a ^ b ^ c ^ d;
	}

	[MethodImpl (MethodImplOptions.NoInlining)] public static string Structures (int rounds)
	{
		string text = "";
		for (int i = 0; i < rounds; i++) {
			var wide = new Wide ();
			text += wide.A + wide.C + wide.E + (wide.F ?? "null") + " ";
			wide.A = i + 1;
			wide.E = 7;
			wide.F = "set";
			text += wide.A + wide.E + wide.F + " ";
			Wide other = default (Wide);
			text += other.E + (other.F ?? "null") + "; ";
		}
		return text;
	}

	[MethodImpl (MethodImplOptions.NoInlining)] public static unsafe int StackMemory (int size)
	{
		byte *memory = stackalloc byte [size];
		int nonzero = 0;
		for (int i = 0; i < size; i++) {
			if (memory [i] != 0)
				nonzero++;
			memory [i] = 255;
		}
		return nonzero;
	}

	[MethodImpl (MethodImplOptions.NoInlining)] public static T Fresh<T> (bool assign, T value)
	{
		T[] array = new T [1];
		T local = default (T);
		if (assign)
			local = value;
		return array [0] == null || !assign ? local : array [0];
	}

	static void Out<T> (out T value) { value = default (T); }
	[MethodImpl (MethodImplOptions.NoInlining)] public static string Outs ()
	{
		int a; double b; Wide c; string d;
		Out (out a); Out (out b); Out (out c); Out (out d);
		return a + " " + b + " " + c.D + " " + (d == null);
	}
}

static class Callers {
	public static void Run ()
	{
		Report.Value ("dirty", Callees.Dirty (20));
		Report.Value ("structures", Callees.Structures (3));
		for (int size = 1; size < 3000; size = size * 3 + 1) {
			Callees.Dirty (30);
			Report.Value ("stack memory " + size, Callees.StackMemory (size));
		}
		Report.Line (Callees.Fresh (false, 5) + " " + Callees.Fresh (true, "x") + " " + Callees.Fresh (false, 2.5) +
			" " +
			Callees.Fresh (false, new Wide { A = 1 }).A + " " + (Callees.Fresh (false, "y") == null));
		Report.Line (Callees.Outs ());
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
