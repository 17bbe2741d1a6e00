// Delegates over static, instance, virtual, interface and struct methods, open and closed, generic, combined and
// removed
// (ECMA-335 II.14.6)
using System;
using System.Reflection;
using System.Runtime.CompilerServices;

delegate int Binary (int a, int b);
delegate void Step (ref int value);
delegate double Many (int a, double b, long c, float d, int e, int f, int g, int h, double i);

class Callees {
	readonly int bias;
	public Callees (int bias) { this.bias = bias; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static int Add (int a, int b) { return a + b; }
	[MethodImpl (MethodImplOptions.NoInlining)] public int Weighted (int a, int b) { return bias * a + b; }
	[MethodImpl (MethodImplOptions.NoInlining)] public virtual int Virtual (int a, int b) { return bias - a - b; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Length (string text) { return text == null ? -1 : text.Length; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Prefixed (string text, int a) { return Length (text) * a; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static void Double (ref int value) { value *= 2; }
	[MethodImpl (MethodImplOptions.NoInlining)] public void Raise (ref int value) { value += bias; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static double Many (int a, double b, long c, float d, int e, int f, int g, int h, double i)
	{
		return a + b * 2 + c * 3 + d * 4 + e * 5 + f * 6 + g * 7 + h * 8 + i * 9;
	}
	[MethodImpl (MethodImplOptions.NoInlining)]
	public double ManyInstance (int a, double b, long c, float d, int e, int f, int g, int h, double i)
	{
		return bias * Many (a, b, c, d, e, f, g, h, i);
	}
	[MethodImpl (MethodImplOptions.NoInlining)] public static T Identity<T> (T value) { return value; }
}

class CalleesDerived : Callees {
	public CalleesDerived (int bias) : base (bias) { }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public override int Virtual (int a, int b) { return -base.Virtual (a, b); }
}

struct CalleesPoint {
	public int X;
	[MethodImpl (MethodImplOptions.NoInlining)] public int Scale (int a, int b) { X += a; return X * b; }
	public override string ToString () { return "point " + X; }
}

static class Callers {
	[MethodImpl (MethodImplOptions.NoInlining)]
	static int Invoke (Binary function, int a, int b)
	{
		return function (a, b);
	}

	static T Create<T> (object target, Type type, string method)
	{
		object made = target == null
			? Delegate.CreateDelegate (typeof (T), type.GetMethod (method))
			: Delegate.CreateDelegate (typeof (T), target, type.GetMethod (method));
		return (T) made;
	}

	public static void Run ()
	{
		Callees plain = new Callees (10), derived = new CalleesDerived (20);
		var point = new CalleesPoint { X = 3 };
		Binary[] all = { Callees.Add, plain.Weighted, plain.Virtual, derived.Virtual, derived.Weighted, point.Scale };
		for (int i = 0; i < 3; i++)
			foreach (Binary one in all)
				Report.Value (one.Method.Name, Invoke (one, i + 7, 5));
		Report.Value ("the boxed copy was changed", point.X);

		Func<Callees, int, int, int> open = Create<Func<Callees, int, int, int>> (null, typeof (Callees), "Virtual");
		Report.Line (open (plain, 1, 2) + " " + open (derived, 1, 2));
		Func<int, int> closedStatic = Create<Func<int, int>> ("four", typeof (Callees), "Prefixed");
		Report.Value ("closed static", closedStatic (3));
		Func<string, int> extension = Callees.Length;
		Report.Line (extension ("text") + " " + extension (null));

		Step steps = Callees.Double;
		steps += plain.Raise;
		steps += Callees.Double;
		steps += derived.Raise;
		int value = 1;
		steps (ref value);
		Report.Value ("multicast", value);
		steps -= Callees.Double;
		steps (ref value);
		Report.Value ("one removed", value);
		Report.Value ("targets", steps.GetInvocationList ().Length);
		Binary both = Callees.Add;
		both += plain.Weighted;
		Report.Value ("the last result counts", Invoke (both, 3, 4));

		Many many = Callees.Many;
		Report.Value ("many", many (1, 2.5, 3, 4.5f, 5, 6, 7, 8, 9.5));
		many = plain.ManyInstance;
		Report.Value ("many", many (1, 2.5, 3, 4.5f, 5, 6, 7, 8, 9.5));

		int captured = 100;
		Func<int, int> closure = a => captured += a;
		closure (5);
		Report.Value ("closure", closure (6) + captured);
		Func<string, string> identity = Callees.Identity;
		Func<double, double> identityOfDouble = Callees.Identity;
		Report.Line (identity ("same") + " " + Report.Show (identityOfDouble (0.1)));
		Func<string> text = point.ToString;
		Report.Value ("struct override", text ());
		Func<object, bool> equal = "same".Equals;
		Report.Value ("equal", equal ("same"));
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
