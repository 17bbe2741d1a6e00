// Volatile accesses of fields that are not aligned: the order holds, the value need not be in one piece (ECMA-335 I.12.6.6)
using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;

[StructLayout (LayoutKind.Sequential, Pack = 1)]
struct Packed {
	public byte A;
	public volatile int Int;
	public double Double;
	public long Long;
	public volatile short Short;
	public float Float;
}
[StructLayout (LayoutKind.Explicit)]
struct Overlapping {
	[FieldOffset (0)] public long Whole;
	[FieldOffset (3)] public volatile int Middle;
	[FieldOffset (2)] public ulong Beyond;
}
class Holder { public byte A; public Packed Packed; }

static class Callees {
	static Packed packed;

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static long InLocal (int a)
	{
		var local = new Packed ();
		for (int i = 0; i < 10; i++) {
			local.Int = a + i;
			local.Short = (short) (local.Int * 3);
			Volatile.Write (ref local.Double, Volatile.Read (ref local.Double) + local.Short);
			Volatile.Write (ref local.Long, Volatile.Read (ref local.Long) + local.Int);
			Volatile.Write (ref local.Float, Volatile.Read (ref local.Float) / 2 + a);
		}
		return local.Long * 1000 + (long) local.Double + (long) (local.Float * 16);
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static double OfArgument (byte a, Packed argument)
	{
		Volatile.Write (ref argument.Double, argument.Int / 3.0);
		argument.Int = argument.Short;
		return Volatile.Read (ref argument.Double) + argument.Int + a;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static long Overlap (long a)
	{
		Overlapping both = default (Overlapping);
		both.Whole = a;
		int middle = both.Middle;
		both.Middle = ~middle;
		Volatile.Write (ref both.Beyond, Volatile.Read (ref both.Beyond) ^ 0xff);
		return both.Whole ^ middle;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static long OnHeap (Holder holder, int a)
	{
		holder.Packed.Int += a;
		packed.Int -= holder.Packed.Int;
		Volatile.Write (ref packed.Long, Volatile.Read (ref holder.Packed.Long) + packed.Int);
		return Volatile.Read (ref packed.Long);
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static long Interlock (int a)
	{
		var local = new Packed ();
		long before = Interlocked.Exchange (ref local.Long, a);
		before += Interlocked.Add (ref local.Long, a);
		before += Interlocked.CompareExchange (ref local.Long, 5, 2 * a);
		return before * 10 + Interlocked.Read (ref local.Long);
	}
}

static class Callers {
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static Packed Filled (int a)
	{
		Packed packed = default (Packed);
		packed.A = (byte) a;
		packed.Int = a * 1000003;
		packed.Short = (short) (a * 77);
		Volatile.Write (ref packed.Long, a * 10000000019L);
		Volatile.Write (ref packed.Double, a / 7.0);
		return packed;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void Run ()
	{
		var holder = new Holder ();
		for (int a = -2; a < 3; a++) {
			Packed packed = Filled (a);
			Console.WriteLine ("{0} {1} {2} {3:R} {4}", packed.A, packed.Int, packed.Short, packed.Double, packed.Long);
			Console.WriteLine ("{0} {1:R} {2} {3} {4}", Callees.InLocal (a), Callees.OfArgument (7, packed),
				Callees.Overlap (a * 0x123456789abcdefL), Callees.OnHeap (holder, a), Callees.Interlock (a));
		}
	}
}

static class Program {
	static void Main () { Callers.Run (); }
}
