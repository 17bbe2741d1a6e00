// Many arguments, integers and floats mixed, more than fit in registers, in static and instance methods (ECMA-335
// I.12.4)
using System;
using System.Runtime.CompilerServices;

class Callees {
	readonly int bias;

	public Callees (int bias)
	{
		this.bias = bias;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string Integers (int a, long b, short c, byte d, uint e, ulong f, sbyte g, ushort h, char i, bool j,
		int k)
	{
		return a + " " + b + " " + c + " " + d + " " + e + " " + f + " " + g + " " + h + " " + (int) i + " " + j + " " +
			k;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static double Floats (double a, float b, double c, float d, double e, float f, double g, float h, double i,
		float j,
	                             double k)
	{
		return a + 2 * b + 3 * c + 5 * d + 7 * e + 11 * f + 13 * g + 17 * h + 19 * i + 23 * j + 29 * k;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static double Mixed (int a, double b, long c, float d, object e, double f, int g, float h, string i,
		double j,
	                            int k, float l, long m, double n, byte o, float p, short q, double r, float s, float t)
	{
		return a + b * 2 + c * 3 + d * 5 + e.ToString ().Length * 7 + f * 11 + g * 13 + h * 17 + i.Length * 19 +
			j * 23 +
			k * 29 + l * 31 + m * 37 + n * 41 + o * 43 + p * 47 + q * 53 + r * 59 + s * 61 + t * 67;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public long Instance (long a, long b, long c, long d, long e, long f, long g)
	{
		return bias + a - b * 2 + c * 3 - d * 4 + e * 5 - f * 6 + g * 7;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public virtual float Virtual (float a, int b, float c, int d, float e, int f, float g, int h, float i, int j,
		float k, int l,
	                              float m, int n, float o, int p, float q, int r)
	{
		return bias + (a - b) * (c - d) + (e - f) * (g - h) + (i - j) * (k - l) + (m - n) * (o - p) + (q - r);
	}

	/* Rearranges what arrived on the stack and in registers */
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string Rotate (int turns, string a, long b, double c, string d, long e, double f, string g, long h,
		float i)
	{
		if (turns == 0)
			return a + b + " " + Report.Show (c) + d + e + " " + Report.Show (f) + g + h + " " + Report.Show (i);
		return Rotate (turns - 1, d, e, f, g, h, i, a, b, (float) c);
	}
}

static class Callers {
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void Run ()
	{
		Report.Value ("integers", Callees.Integers (-1, long.MinValue, -300, 255, uint.MaxValue, ulong.MaxValue, -128,
			65535,
			'\uffff', true, int.MinValue));
		Report.Value ("floats", Callees.Floats (0.1, 0.2f, 0.3, 0.4f, 0.5, 0.6f, 0.7, 0.8f, 0.9, 1.0f, 1.1));
		Report.Value ("mixed", Callees.Mixed (1, 2.5, 3, 4.5f, "five", 6.5, 7, 8.5f, "nine", 10.5, 11, 12.5f, 13, 14.5,
			15,
			16.5f, 17, 18.5, 19.5f, 20.25f));
		var callees = new Callees (1000);
		Report.Value ("instance", callees.Instance (1, 20, 300, 4000, 50000, 600000, 7000000));
		Report.Value ("virtual", callees.Virtual (1.5f, 2, 3.25f, 4, 5.125f, 6, 7.5f, 8, 9.75f, 10, 11.5f, 12, 13.25f,
			14,
			15.5f, 16, 17.125f, 18));
		for (int turns = 0; turns < 4; turns++)
			Report.Value ("rotate " + turns, Callees.Rotate (turns, "a", 1, 0.5, "b", -2, 1.5, "c", 3, 2.5f));
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
