// Packed structs, fields that cross a register word, empty and nested structs as arguments and results (ECMA-335
// II.10.1.2)
using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

struct Empty { }
[StructLayout (LayoutKind.Sequential, Pack = 1)] struct ByteLong { public byte A; public long B; }
[StructLayout (LayoutKind.Sequential, Pack = 1)] struct IntLong { public int A; public long B; }
[StructLayout (LayoutKind.Sequential, Pack = 1)] struct ShortInt { public short A; public int B; public byte C; }
[StructLayout (LayoutKind.Sequential, Pack = 2)] struct Pack2 { public byte A; public int B; public byte C; }
struct Inner { public byte A; public short B; }
struct Outer { public Inner A; public Inner B; public byte C; }
struct Deep { public Outer A; public Empty B; public int C; }
[StructLayout (LayoutKind.Sequential, Pack = 1)] struct Level1 { public int A; public Level2 B; }
[StructLayout (LayoutKind.Sequential, Pack = 1)] struct Level2 { public Level3 A; }
[StructLayout (LayoutKind.Sequential, Pack = 1)] struct Level3 { public long A; }
[StructLayout (LayoutKind.Sequential, Size = 24)] struct Padded { public int A; }

static class Callees {
	[MethodImpl (MethodImplOptions.NoInlining)] public static Empty OfEmpty (Empty a) { return a; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static int AroundEmpty (int a, Empty b, int c, Empty d, int e)
	{
		return a * 100 + c * 10 + e;
	}
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static ByteLong OfByteLong (int a, ByteLong b) { b.A++; b.B -= a; return b; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static IntLong OfIntLong (IntLong b, int a) { b.A += a; b.B *= 2; return b; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static ShortInt OfShortInt (ShortInt a, ShortInt b)
	{
		a.A = b.A; a.C += b.C; a.B ^= b.B; return a;
	}
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static Pack2 OfPack2 (Pack2 a) { a.C = a.A; a.B = -a.B; return a; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static Outer OfOuter (Outer a, Outer b) { a.A = b.B; a.C = b.C; return a; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static Deep OfDeep (Deep a, int b) { a.A.B.A = (byte) b; a.C = -b; return a; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static Level1 OfLevels (long a, Level1 b, long c)
	{
		b.B.A.A += a - c; b.A = 77; return b;
	}
	[MethodImpl (MethodImplOptions.NoInlining)] public static Padded OfPadded (Padded a, int b) { a.A += b; return a; }
}

static class Callers {
	static string Show (Outer a)
	{
		return a.A.A + " " + a.A.B + " " + a.B.A + " " + a.B.B + " " + a.C;
	}

	public static unsafe void Run ()
	{
		Callees.OfEmpty (new Empty ());
		Report.Value ("around empty", Callees.AroundEmpty (1, new Empty (), 2, new Empty (), 3));
		var byteLong = Callees.OfByteLong (5, new ByteLong { A = 255, B = long.MinValue + 4 });
		Report.Line (byteLong.A + " " + byteLong.B);
		var intLong = Callees.OfIntLong (new IntLong { A = -1, B = 0x123456789abcdef }, 3);
		Report.Line (intLong.A + " " + intLong.B);
		var shortInt = Callees.OfShortInt (new ShortInt { A = 1, B = 0x55555555, C = 200 }, new ShortInt { A = -2, B =
			255, C = 100 });
		Report.Line (shortInt.A + " " + shortInt.B + " " + shortInt.C);
		var pack2 = Callees.OfPack2 (new Pack2 { A = 7, B = 123456, C = 8 });
		Report.Line (pack2.A + " " + pack2.B + " " + pack2.C);
		var outer = new Outer { A = new Inner { A = 1, B = -2 }, B = new Inner { A = 3, B = -4 }, C = 5 };
		Report.Line (Show (Callees.OfOuter (outer, new Outer { B = new Inner { A = 9, B = 10 }, C = 11 })));
		var deep = Callees.OfDeep (new Deep { A = outer, C = 12 }, 255);
		Report.Line (Show (deep.A) + " " + deep.C);
		var levels = Callees.OfLevels (1000, new Level1 { A = 1, B = new Level2 { A = new Level3 { A = 1L << 40 } } },
			1);
		Report.Line (levels.A + " " + levels.B.A.A);
		Report.Value ("padded", Callees.OfPadded (new Padded { A = 40 }, 2).A);
		Report.Line (sizeof (Empty) + " " + sizeof (ByteLong) + " " + sizeof (IntLong) + " " + sizeof (ShortInt) + " " +
			sizeof (Pack2) + " " + sizeof (Outer) + " " + sizeof (Deep) + " " + sizeof (Level1) + " " +
				sizeof (Padded));
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
