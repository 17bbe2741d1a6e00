// Narrow integers: truncated on every store, extended on every load (ECMA-335 I.12.1, III.1.1.1)
using System;
using System.Runtime.CompilerServices;

class Callees {
	public byte U1; public sbyte I1; public ushort U2; public short I2; public char C; public bool B;
	static byte staticU1; static sbyte staticI1; static ushort staticU2; static short staticI2;

	[MethodImpl (MethodImplOptions.NoInlining)] public static byte Byte (int a) { return (byte) a; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static sbyte SByte (int a) { return (sbyte) a; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static ushort UInt16 (int a) { return (ushort) a; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static short Int16 (int a) { return (short) a; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static char Char (int a) { return (char) a; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static bool Odd (int a) { return (a & 1) != 0; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Widen (byte a, sbyte b, ushort c, short d, char e, bool f)
	{
		return a + b * 3 + c * 5 + d * 7 + e * 11 + (f ? 13 : 17);
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public string Fields (int a)
	{
		U1 = (byte) a; I1 = (sbyte) a; U2 = (ushort) a; I2 = (short) a; C = (char) a; B = a > 0;
		U1++; I1++; U2++; I2++; C++;
		return U1 + " " + I1 + " " + U2 + " " + I2 + " " + (int) C + " " + B;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string Statics (int a)
	{
		staticU1 = (byte) a; staticI1 = (sbyte) a; staticU2 = (ushort) a; staticI2 = (short) a;
		staticU1--; staticI1--; staticU2--; staticI2--;
		return staticU1 + " " + staticI1 + " " + staticU2 + " " + staticI2;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string Elements (int a)
	{
		var u1 = new byte [3]; var i1 = new sbyte [3]; var u2 = new ushort [3]; var i2 = new short [3]; var c =
			new char [3];
		for (int i = 0; i < 3; i++) {
			u1 [i] = (byte) (a + i); i1 [i] = (sbyte) (a + i); u2 [i] = (ushort) (a + i); i2 [i] = (short) (a + i);
			c [i] = (char) (a + i);
			u1 [i] <<= 1; i1 [i] *= 2; u2 [i] >>= 1; i2 [i] -= 100;
		}
		return Report.Show (u1) + Report.Show (i1) + Report.Show (u2) + Report.Show (i2) + Report.Show (c);
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Locals (int a)
	{
		byte u1 = (byte) a; sbyte i1 = (sbyte) a; ushort u2 = (ushort) a; short i2 = (short) a;
		for (int i = 0; i < 300; i++) {
			u1++; i1--; u2 += 250; i2 -= 250;
		}
		return u1 ^ i1 ^ u2 ^ i2;
	}
}

static class Callers {
	public static void Run ()
	{
		var callees = new Callees ();
		foreach (int a in new [] { 0, 1, -1, 127, 128, 255, 256, -129, 32767, 32768, 65535, 65536, 0x12345678,
			int.MinValue }) {
			Report.Line (a + ": " + Callees.Byte (a) + " " + Callees.SByte (a) + " " + Callees.UInt16 (a) + " " +
				Callees.Int16 (a) + " " + (int) Callees.Char (a) + " " + Callees.Odd (a) + " " +
				Callees.Widen ((byte) a, (sbyte) a, (ushort) a, (short) a, (char) a, a > 0));
			Report.Line (callees.Fields (a));
			Report.Line (Callees.Statics (a));
			Report.Line (Callees.Elements (a));
			Report.Value ("locals", Callees.Locals (a));
		}
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
