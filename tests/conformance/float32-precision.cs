// float32 results are rounded after every operation, as the runtime's float32 mode does (ECMA-335 I.12.1.3 allows more)
using System;
using System.Runtime.CompilerServices;

class Callees {
	public float Field;
	static float shared;
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static float Chain (float a, float b, float c) { return a * b + c - a / b; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static float MultiplyAdd (float a, float b, float c) { return a * b + c; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static double MultiplyAddDouble (double a, double b, double c) { return a * b + c; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static float Sum (float[] values)
	{
		float sum = 0;
		for (int i = 0; i < values.Length; i++)
			sum += values [i];
		return sum;
	}
	[MethodImpl (MethodImplOptions.NoInlining)] public static double SumInDouble (float[] values)
	{
		double sum = 0;
		foreach (float value in values)
			sum += value;
		return sum;
	}
	[MethodImpl (MethodImplOptions.NoInlining)] public static float Dot (float[] a, float[] b)
	{
		float sum = 0;
		for (int i = 0; i < a.Length; i++)
			sum += a [i] * b [i];
		return sum;
	}
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static float Mixed (float a, double b, int c) { return (float) (a * b) + c * a; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static bool SameThroughDouble (float a) { return (float) (double) a == a; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static float FromInt (int a) { return a; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static float FromLong (long a) { return a; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static float FromULong (ulong a) { return a; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static double DoubleFromULong (ulong a) { return a; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static float Series (int n)
	{
		float sum = 0, term = 1;
		for (int i = 1; i < n; i++) {
			term *= 0.9f / i;
			sum += term;
		}
		return sum;
	}
	[MethodImpl (MethodImplOptions.NoInlining)]
	public float Stored (float a) { Field = a * 3; shared = Field / 7; return shared - Field; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static double Roots (double a) { return Math.Sqrt (a) + Math.Abs (-a) + Math.Floor (a) + Math.Ceiling (a); }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static double Extremes (double a, double b) { return Math.Max (a, b) - Math.Min (a, b); }
}

static class Callers {
	public static void Run ()
	{
		var values = new float [1000];
		var others = new float [1000];
		for (int i = 0; i < values.Length; i++) {
			values [i] = 1.0f / (i + 1) * (i % 3 == 0 ? -1 : 1);
			others [i] = 0.1f * i;
		}
		Report.Value ("chain", Callees.Chain (1.1f, 3.3f, 7.7f));
		Report.Value ("multiply, add", Callees.MultiplyAdd (16777217f, 1.0000001f, -16777216f));
		Report.Value ("multiply, add", Callees.MultiplyAdd (0.1f, 10f, -1f));
		Report.Value ("multiply, add", Callees.MultiplyAddDouble (0.1, 10, -1));
		Report.Value ("sum", Callees.Sum (values));
		Report.Value ("sum in double", Callees.SumInDouble (values));
		Report.Value ("dot", Callees.Dot (values, others));
		Report.Value ("mixed", Callees.Mixed (0.1f, 0.1, 3));
		Report.Value ("same", Callees.SameThroughDouble (0.3f));
		foreach (long a in new [] { 0, 16777217, -16777219, int.MaxValue, int.MinValue, long.MaxValue,
			0x7fffffbfffffffff, long.MinValue, -1 })
			Report.Line (Report.Show (Callees.FromInt ((int) a)) + " " + Report.Show (Callees.FromLong (a)) + " " +
				Report.Show (Callees.FromULong ((ulong) a)) + " " + Report.Show (Callees.DoubleFromULong ((ulong) a)));
		Report.Value ("series", Callees.Series (30));
		Report.Value ("stored", new Callees ().Stored (1.1f));
		foreach (double a in new [] { 0.0, 2.5, -2.5, double.NaN, 1e300, double.NegativeInfinity })
			Report.Line (Report.Show (Callees.Roots (a)) + " " + Report.Show (Callees.Extremes (a, 1)));
		Report.Value ("overflow", Callees.MultiplyAdd (3e38f, 10f, -3e38f));
		Report.Value ("denormal", Callees.MultiplyAdd (1e-38f, 0.01f, 0));
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
