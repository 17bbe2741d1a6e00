// Structs of floats and of floats with integers as arguments and results: pairs, triples, nested (ECMA-335 I.12.4.1.4)
using System;
using System.Runtime.CompilerServices;

struct Float1 { public float A; }
struct Float2 { public float A, B; }
struct Float3 { public float A, B, C; }
struct Float4 { public float A, B, C, D; }
struct Double1 { public double A; }
struct Double2 { public double A, B; }
struct Double3 { public double A, B, C; }
struct FloatInt { public float A; public int B; }
struct IntFloat { public int A; public float B; }
struct DoubleLong { public double A; public long B; }
struct FloatDouble { public float A; public double B; }
struct Nested { public Float2 A; public Double1 B; }

static class Callees {
	[MethodImpl (MethodImplOptions.NoInlining)] public static Float1 F1 (Float1 a, Float1 b) { a.A -= b.A; return a; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static Float2 F2 (Float2 a, Float2 b) { a.A *= b.B; a.B += b.A; return a; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static Float3 F3 (Float3 a, float b) { a.C = a.A * a.B - b; return a; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static Float4 F4 (float a, Float4 b) { b.D += a; b.A = b.C; return b; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static Double1 D1 (Double1 a, double b) { a.A /= b; return a; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static Double2 D2 (Double2 a, Double2 b)
	{
		return new Double2 { A = a.A * b.A - a.B * b.B, B = a.A * b.B + a.B * b.A };
	}
	[MethodImpl (MethodImplOptions.NoInlining)] public static Double3 D3 (Double3 a, Double3 b)
	{
		return new Double3 { A = a.B * b.C - a.C * b.B, B = a.C * b.A - a.A * b.C, C = a.A * b.B - a.B * b.A };
	}
	[MethodImpl (MethodImplOptions.NoInlining)] public static FloatInt FI (int before, FloatInt a, float after)
	{
		a.A += after; a.B -= before; return a;
	}
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static IntFloat IF (IntFloat a) { a.A = -a.A; a.B = -a.B; return a; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static DoubleLong DL (DoubleLong a, DoubleLong b)
	{
		a.A += b.A; a.B += b.B; return a;
	}
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static FloatDouble FD (FloatDouble a) { a.B = a.A; a.A = 0.1f; return a; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static Nested N (Nested a, Nested b, Nested c)
	{
		a.A.A = b.A.B; a.A.B = c.A.A; a.B.A = b.B.A + c.B.A; return a;
	}
}

static class Callers {
	public static void Run ()
	{
		Report.Value ("F1", Callees.F1 (new Float1 { A = 1.5f }, new Float1 { A = 0.1f }).A);
		var f2 = Callees.F2 (new Float2 { A = 1.1f, B = 2.2f }, new Float2 { A = 3.3f, B = 4.4f });
		Report.Value ("F2", new [] { f2.A, f2.B });
		var f3 = Callees.F3 (new Float3 { A = 1.1f, B = 2.2f, C = 9 }, 0.5f);
		Report.Value ("F3", new [] { f3.A, f3.B, f3.C });
		var f4 = Callees.F4 (7, new Float4 { A = 1, B = 2, C = 3, D = 4 });
		Report.Value ("F4", new [] { f4.A, f4.B, f4.C, f4.D });
		Report.Value ("D1", Callees.D1 (new Double1 { A = 1 }, 3).A);
		var d2 = Callees.D2 (new Double2 { A = 1.5, B = -2.5 }, new Double2 { A = 0.1, B = 0.2 });
		Report.Value ("D2", new [] { d2.A, d2.B });
		var d3 = Callees.D3 (new Double3 { A = 1, B = 2, C = 3 }, new Double3 { A = 0.1, B = 0.2, C = 0.4 });
		Report.Value ("D3", new [] { d3.A, d3.B, d3.C });
		var fi = Callees.FI (5, new FloatInt { A = 1.25f, B = 100 }, 0.125f);
		Report.Value ("FI", fi.A);
		Report.Value ("FI", fi.B);
		var i_f = Callees.IF (new IntFloat { A = 5, B = 0f });
		Report.Value ("IF", i_f.A);
		Report.Value ("IF", i_f.B);
		var dl = Callees.DL (new DoubleLong { A = 0.1, B = long.MaxValue }, new DoubleLong { A = 0.2, B = 1 });
		Report.Value ("DL", dl.A);
		Report.Value ("DL", dl.B);
		var fd = Callees.FD (new FloatDouble { A = 1.1f, B = 5 });
		Report.Value ("FD", fd.A);
		Report.Value ("FD", fd.B);
		var n = Callees.N (new Nested (), new Nested { A = new Float2 { A = 1, B = 2 }, B = new Double1 { A = 3 } },
			new Nested { A = new Float2 { A = 4, B = 5 }, B = new Double1 { A = 0.6 } });
		Report.Value ("N", new [] { n.A.A, n.A.B, n.B.A });
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
