/* SPDX-License-Identifier: MIT
 *
 * Calls every public static method of a class with one or two parameters, for all edge values of the parameters' types,
 * through delegates, and prints results or exceptions: the arithmetic programs are lists of small methods.
 */
using System;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

/* Named so that the way "callers" of the runner, which selects classes called Callers*, finds the calls. */
public static class CallersByTable {
	public static void Run (Type callees)
	{
		foreach (MethodInfo method in callees.GetMethods (BindingFlags.Public | BindingFlags.Static
		                                                  | BindingFlags.DeclaredOnly)) {
			ParameterInfo[] parameters = method.GetParameters ();
			string driver = parameters.Length == 1 ? "Unary" : "Binary";
			var types = new Type [parameters.Length + 1];
			for (int i = 0; i < parameters.Length; i++)
				types [i] = parameters [i].ParameterType;
			types [parameters.Length] = method.ReturnType;
			typeof (CallersByTable).GetMethod (driver, BindingFlags.NonPublic | BindingFlags.Static)
				.MakeGenericMethod (types).Invoke (null, new object [] { method });
		}
	}

	static void Unary<A, R> (MethodInfo method)
	{
		var function = (Func<A, R>) Delegate.CreateDelegate (typeof (Func<A, R>), method);
		var text = new StringBuilder (method.Name);
		foreach (A a in (A[]) EdgeValues.Of (typeof (A)))
			text.Append ("\n  (").Append (Report.Show (a)).Append (") = ").Append (Outcome (function, a));
		Report.Line (text.ToString ());
	}

	static void Binary<A, B, R> (MethodInfo method)
	{
		var function = (Func<A, B, R>) Delegate.CreateDelegate (typeof (Func<A, B, R>), method);
		Report.Line (method.Name);
		foreach (A a in (A[]) EdgeValues.Of (typeof (A))) {
			var text = new StringBuilder ("  ").Append (Report.Show (a)).Append (':');
			foreach (B b in (B[]) EdgeValues.Of (typeof (B)))
				text.Append (' ').Append (Outcome (function, a, b)).Append (',');
			Report.Line (text.ToString ());
		}
	}

	static string Outcome<A, R> (Func<A, R> function, A a)
	{
		try {
			return Report.Show (Call (function, a));
		} catch (Exception e) {
			return e.GetType ().Name;
		}
	}

	static string Outcome<A, B, R> (Func<A, B, R> function, A a, B b)
	{
		try {
			return Report.Show (Call (function, a, b));
		} catch (Exception e) {
			return e.GetType ().Name;
		}
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static R Call<A, R> (Func<A, R> function, A a)
	{
		return function (a);
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static R Call<A, B, R> (Func<A, B, R> function, A a, B b)
	{
		return function (a, b);
	}
}

public static class EdgeValues {
	static readonly long[] integers = {
		0, 1, -1, 2, -2, 3, 7, -10, 31, 32, 33, 63, 64, 65, 127, 128, -128, -129, 255, 256, 32767, 32768,
		-32768, -32769, 65535, 65536, 1000003, int.MaxValue, int.MinValue, int.MaxValue - 1L,
		int.MinValue - 1L, uint.MaxValue, uint.MaxValue + 1L, 0x123456789abcdef0, long.MaxValue,
		long.MinValue, long.MaxValue - 1, long.MinValue + 1
	};

	static readonly double[] floats = {
		0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 1.5, 2.5, -2.5, 3.0, 0.1, 1e-3, 127.0, 127.5, 128.0, -128.9, -129.0,
		255.9, 256.0, 32767.5, 32768.0, -32769.0, 65535.5, 65536.0, 16777217.0, 2147483647.0, 2147483648.0,
		-2147483648.0, -2147483649.0, 4294967295.0, 4294967296.0, 4611686018427387904.0,
		9223372036854774784.0, 9223372036854775808.0, -9223372036854775808.0, -9223372036854777856.0,
		18446744073709549568.0, 18446744073709551616.0, 1e20, -1e20, 3.4e38, 1e39, 1e300, 1e-45, 5e-324,
		2.2250738585072014e-308, double.MaxValue, double.PositiveInfinity, double.NegativeInfinity,
		double.NaN
	};

	public static Array Of (Type type)
	{
		if (type == typeof (double))
			return floats;
		if (type == typeof (float))
			return Distinct (Array.ConvertAll (floats, number => (float) number));
		if (type == typeof (long))
			return integers;
		if (type == typeof (ulong))
			return Distinct (Array.ConvertAll (integers, number => (ulong) number));
		if (type == typeof (int))
			return Distinct (Array.ConvertAll (integers, number => (int) number));
		if (type == typeof (uint))
			return Distinct (Array.ConvertAll (integers, number => (uint) number));
		if (type == typeof (IntPtr))
			return Distinct (Array.ConvertAll (integers, number => (IntPtr) number));
		if (type == typeof (UIntPtr))
			return Distinct (Array.ConvertAll (integers, number => (UIntPtr) (ulong) number));
		throw new ArgumentException ("no edge values for " + type);
	}

	/* Compared as text: 0.0 and -0.0 are two values, NaN is one. */
	static T[] Distinct<T> (T[] values)
	{
		var seen = new System.Collections.Generic.HashSet<string> ();
		return Array.FindAll (values, value => seen.Add (Report.Show (value)));
	}
}
