// Integer division and remainder by constants, which optimisers turn into multiplications (ECMA-335 III.3.31, III.3.55)
using System;
using System.Runtime.CompilerServices;

static class Callees {
	[MethodImpl (MethodImplOptions.NoInlining)] public static int By3 (int a) { return a / 3; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static int ByMinus7 (int a) { return a / -7; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static int By8 (int a) { return a / 8; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static int ByMinus16 (int a) { return a / -16; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static int By1 (int a) { return a / 1; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static int ByLeast (int a) { return a / int.MinValue; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static int Modulo10 (int a) { return a % 10; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static int Modulo8 (int a) { return a % 8; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static int ModuloMinus8 (int a) { return a % -8; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static uint Unsigned7 (int a) { return (uint) a / 7; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static uint Unsigned16 (int a) { return (uint) a / 16; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static uint UnsignedModulo1000 (int a) { return (uint) a % 1000; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static long Long10 (long a) { return a / 10; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static long LongModulo60 (long a) { return a % 60; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static long LongBy1024 (long a) { return a / 1024; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static ulong UnsignedLong10 (long a) { return (ulong) a / 10; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static ulong UnsignedLongModulo7 (long a) { return (ulong) a % 7; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static long ConstantBy (long a) { return 1000000007L / (a | 1); }
}

static class Callers {
	static readonly long[] values = { 0, 1, -1, 7, -7, 8, -8, 15, -15, 99, -99, int.MaxValue, int.MinValue,
		int.MinValue + 1,
		uint.MaxValue, long.MaxValue, long.MinValue, 0x123456789abcdef };

	public static void Run ()
	{
		foreach (long value in values) {
			int a = (int) value;
			Report.Line (a + ": " + Callees.By3 (a) + " " + Callees.ByMinus7 (a) + " " + Callees.By8 (a) + " " +
				Callees.ByMinus16 (a) + " " + Callees.By1 (a) + " " + Callees.ByLeast (a) + " " + Callees.Modulo10 (a) +
					" " +
				Callees.Modulo8 (a) + " " + Callees.ModuloMinus8 (a) + " " + Callees.Unsigned7 (a) + " " +
				Callees.Unsigned16 (a) + " " + Callees.UnsignedModulo1000 (a));
			Report.Line (value + ": " + Callees.Long10 (value) + " " + Callees.LongModulo60 (value) + " " +
				Callees.LongBy1024 (value) + " " + Callees.UnsignedLong10 (value) + " " +
				Callees.UnsignedLongModulo7 (value) + " " + Callees.ConstantBy (value));
		}
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
