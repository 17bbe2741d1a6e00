// Managed pointers into objects, arrays and boxes keep them alive and in place across collections (ECMA-335 I.12.1.1.2)
using System;
using System.Runtime.CompilerServices;

struct Pair { public long A; public string B; }
class Holder { public int X; public Pair Pair; public string Name; }

static class Callees {
	[MethodImpl (MethodImplOptions.NoInlining)]
	static void Churn ()
	{
		for (int i = 0; i < 3000; i++)
			new Holder { Name = "churn" + i };
		GC.Collect ();
	}

	[MethodImpl (MethodImplOptions.NoInlining)] static ref int Element (int length, int index)
	{
		var array = new int [length];
		for (int i = 0; i < length; i++)
			array [i] = i * 3;
		return ref array [index];
	}

	[MethodImpl (MethodImplOptions.NoInlining)] static ref Pair Field (long a)
	{
		return ref new Holder { Pair = new Pair { A = a, B = "b" + a } }.Pair;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static long OnlyInterior (int rounds)
	{
		long sum = 0;
		for (int i = 0; i < rounds; i++) {
			ref int element = ref Element (100 + i, 50 + i);
			ref Pair pair = ref Field (i);
			Churn ();
			element++;
			pair.A *= 2;
			pair.B += "!";
			Churn ();
			sum += element + pair.A + pair.B.Length;
		}
		return sum;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Walk (int[] values)
	{
		int sum = 0;
		for (int i = 0; i < values.Length; i++) {
			ref int current = ref values [i];
			if (i % 64 == 0)
				Churn ();
			current += i;
			sum = unchecked (sum * 31 + current);
		}
		return sum;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void AcrossCall (ref string target, int depth)
	{
		if (depth > 0) {
			AcrossCall (ref target, depth - 1);
			Churn ();
			target += depth;
		}
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static unsafe long Pinned (byte[] data)
	{
		long sum = 0;
		fixed (byte *first = data) {
			Churn ();
			for (int i = 0; i < data.Length; i++)
				sum = sum * 31 + first [i];
		}
		return sum;
	}
}

static class Callers {
	public static void Run ()
	{
		Report.Value ("only interior", Callees.OnlyInterior (20));
		var values = new int [300];
		Report.Value ("walk", Callees.Walk (values));
		Report.Value ("walk", Callees.Walk (values));
		var holder = new Holder { Name = "start" };
		Callees.AcrossCall (ref holder.Name, 12);
		Report.Value ("across call", holder.Name);
		var data = new byte [200];
		for (int i = 0; i < data.Length; i++)
			data [i] = (byte) (i * 7);
		Report.Value ("pinned", Callees.Pinned (data));
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
