// Explicit layout with overlapping fields, gaps and sizes; sizeof; as fields, elements, arguments and results
// (ECMA-335 II.10.7, III.4.25)
using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

[StructLayout (LayoutKind.Explicit)] struct Union {
	[FieldOffset (0)] public float Single; [FieldOffset (0)] public int Integer; [FieldOffset (0)] public byte Byte0;
	[FieldOffset (1)] public byte Byte1; [FieldOffset (2)] public ushort High;
}
[StructLayout (LayoutKind.Explicit)] struct LongUnion {
	[FieldOffset (0)] public double Number; [FieldOffset (0)] public long Bits; [FieldOffset (4)] public int Upper;
}
[StructLayout (LayoutKind.Explicit, Size = 32)] struct Gaps {
	[FieldOffset (3)] public byte A; [FieldOffset (8)] public long B; [FieldOffset (20)] public int C;
}
[StructLayout (LayoutKind.Explicit)] struct WithReference {
	[FieldOffset (0)] public string Text; [FieldOffset (8)] public int Low; [FieldOffset (8)] public long Long;
		[FieldOffset (10)] public short Middle;
}
[StructLayout (LayoutKind.Explicit, Pack = 1)] struct Unaligned { [FieldOffset (0)] public byte A;
	[FieldOffset (1)] public int B; [FieldOffset (5)] public double C; }
[StructLayout (LayoutKind.Sequential)] class Holder { public byte Before; public LongUnion Union; public byte After; }

static class Callees {
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int BitsOf (float a) { Union u = new Union (); u.Single = a; return u.Integer; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static Union SetByte (Union a, byte value) { a.Byte1 = value; a.High++; return a; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static LongUnion Negate (LongUnion a) { a.Upper ^= int.MinValue; return a; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static Gaps Fill (Gaps a, int seed) { a.A = (byte) seed; a.B = seed * 10L; a.C = -seed; return a; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static WithReference Change (WithReference a) { a.Text += "!"; a.Middle = -1; return a; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static Unaligned Change (Unaligned a) { a.B = -a.B; a.C /= 3; return a; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static double InHolder (Holder a) { a.Union.Number = 1.5; a.Union.Upper++; return a.Union.Number; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static unsafe string Sizes ()
	{
		return sizeof (Union) + " " + sizeof (LongUnion) + " " + sizeof (Gaps) + " " + sizeof (Unaligned) + " " +
			sizeof (decimal) + " " +
			sizeof (char) + " " + sizeof (bool) + " " + sizeof (IntPtr) + " " + sizeof (DateTime) + " " +
				sizeof (DayOfWeek);
	}
}

static class Callers {
	public static void Run ()
	{
		foreach (float a in new [] { 0f, -0f, 1f, 0.1f, float.NaN, float.NegativeInfinity, float.Epsilon })
			Report.Value ("bits", Callees.BitsOf (a));
		var union = Callees.SetByte (new Union { Integer = 0x3f8000ff }, 0x12);
		Report.Line (union.Integer + " " + union.Byte0 + " " + union.Byte1 + " " + union.High + " " +
			Report.Show (union.Single));
		Report.Value ("negated", Callees.Negate (new LongUnion { Number = 2.5 }).Number);
		var gaps = Callees.Fill (new Gaps (), 200);
		Report.Line (gaps.A + " " + gaps.B + " " + gaps.C);
		var withReference = Callees.Change (new WithReference { Text = "text", Long = 0x1122334455667788 });
		Report.Line (withReference.Text + " " + withReference.Long + " " + withReference.Low + " " +
			withReference.Middle);
		var unaligned = Callees.Change (new Unaligned { A = 1, B = 2, C = 4 });
		Report.Line (unaligned.A + " " + unaligned.B + " " + Report.Show (unaligned.C));
		var holder = new Holder { Before = 1, After = 2 };
		Report.Line (Report.Show (Callees.InHolder (holder)) + " " + holder.Before + holder.After);
		var array = new Unaligned [3];
		array [1] = unaligned;
		array [2].B = array [1].B - 5;
		Report.Line (array [0].B + " " + array [1].C + " " + array [2].B);
		Report.Value ("sizes", Callees.Sizes ());
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
