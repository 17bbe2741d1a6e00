// Variable argument lists, __arglist: ECMA-335 II.15.5.1, II.23.2.2, III.3.4; how they travel is in
// mini-amd64.c, get_call_info.
// A float32 comes last: the runtime's ArgIterator takes the argument after it from the wrong place.
using System;
using System.Runtime.CompilerServices;

public struct Small { public byte A; public short B; }
public struct Middle { public long A; public int B; }
public struct Large { public long A, B, C; public string D; }
public enum Colour : short { Red = -1, Green = 300 }
public class Item {
	public int Number;
	public override string ToString () { return "item " + Number; }
}

public class CalleesList {
	public int Base;

	/* Everything there is about one argument. */
	[MethodImpl (MethodImplOptions.NoInlining)]
	static string Show (TypedReference reference)
	{
		Type type = __reftype (reference);
		if (type == typeof (int))
			return "int " + __refvalue (reference, int);
		if (type == typeof (Large)) {
			Large large = __refvalue (reference, Large);
			return "large " + large.A + " " + large.B + " " + large.C + " " + large.D;
		}
		return type.FullName + " " + Report.Show (TypedReference.ToObject (reference));
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string Describe (RuntimeArgumentHandle handle)
	{
		var list = new ArgIterator (handle);
		string text = list.GetRemainingCount () + ":";
		while (list.GetRemainingCount () > 0)
			text += " (" + Show (list.GetNextArg ()) + ")";
		return text;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string All (__arglist)
	{
		return Describe (__arglist);
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string Fixed (int a, double b, string c, __arglist)
	{
		return a + " " + Report.Show (b) + " " + c + " | " + Describe (__arglist);
	}

	/* More fixed arguments than registers, of both kinds. */
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static long Many (int a, long b, byte c, short d, int e, int f, int g, long h, __arglist)
	{
		var list = new ArgIterator (__arglist);
		long sum = a + b * 2 + c * 3 + d * 4 + e * 5 + f * 6 + g * 7 + h * 8;
		while (list.GetRemainingCount () > 0)
			sum = sum * 3 + __refvalue (list.GetNextArg (), int);
		return sum;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static double Floats (float a, double b, double c, double d, double e, double f, double g, double h, double i,
		__arglist)
	{
		var list = new ArgIterator (__arglist);
		double sum = a + b * 2 + c * 3 + d * 4 + e * 5 + f * 6 + g * 7 + h * 8 + i * 9;
		while (list.GetRemainingCount () > 0) {
			TypedReference reference = list.GetNextArg ();
			sum += __reftype (reference) == typeof (float) ? __refvalue (reference, float) : __refvalue (reference, double);
		}
		return sum;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Structs (Middle a, Large b, Small c, __arglist)
	{
		var list = new ArgIterator (__arglist);
		int sum = (int) a.A + a.B + (int) b.A + (int) b.C + b.D.Length + c.A + c.B;
		while (list.GetRemainingCount () > 0)
			sum = sum * 5 + __refvalue (list.GetNextArg (), Middle).B;
		return sum;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static Large Result (Item first, __arglist)
	{
		var list = new ArgIterator (__arglist);
		var large = new Large { A = first.Number, D = "result" };
		if (list.GetRemainingCount () > 0)
			large.B = __refvalue (list.GetNextArg (), long);
		if (list.GetRemainingCount () > 0)
			large.C = __refvalue (list.GetNextArg (), Middle).A;
		return large;
	}

	/* Through a managed pointer into the caller's variable. */
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Recurse (int depth, __arglist)
	{
		var list = new ArgIterator (__arglist);
		int last = list.GetRemainingCount () > 0 ? __refvalue (list.GetNextArg (), int) : -1;
		if (depth == 0)
			return last;
		return depth * 100 + last + Recurse (depth - 1, __arglist (last + depth));
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public string Instance (int a, __arglist)
	{
		return Base + " " + a + " | " + Describe (__arglist);
	}

	public virtual string Virtual (string a, __arglist)
	{
		return "base " + Base + a + Describe (__arglist);
	}

	public CalleesList (int a) { Base = a; }
}

public class CalleesDerived : CalleesList {
	public CalleesDerived () : base (77) { }

	public override string Virtual (string a, __arglist)
	{
		return "derived " + Base + a + Describe (__arglist);
	}
}

public static class CallersList {
	static readonly Item item = new Item { Number = 42 };

	[MethodImpl (MethodImplOptions.NoInlining)]
	static void Kinds ()
	{
		Report.Line (CalleesList.All (__arglist ()));
		Report.Line (CalleesList.All (__arglist (1)));
		Report.Line (CalleesList.All (__arglist (1, 2, 3, 4, 5, 6, 7, 8, 9)));
		Report.Line (CalleesList.All (__arglist ("text", item, null as string, new int [] { 3, 4 })));
		Report.Line (CalleesList.All (__arglist (true, 'x', (sbyte) -3, (byte) 250, (short) -300, (ushort) 60000)));
		Report.Line (CalleesList.All (__arglist (-5, 4000000000u, long.MinValue, ulong.MaxValue)));
		Report.Line (CalleesList.All (__arglist (2.25, double.NaN, double.NegativeInfinity, 1.5f)));
		Report.Line (CalleesList.All (__arglist ((IntPtr) (-7), (UIntPtr) 7, Colour.Green, Colour.Red, DayOfWeek.Friday)));
		Report.Line (CalleesList.All (__arglist (new Large { A = 1, B = -2, C = 3, D = "four" }, 5,
			new Large { A = 6, B = 7, C = 8, D = "nine" })));
		Report.Line (CalleesList.All (__arglist (3, (int?) 4, (long?) null, 12.5m, Guid.Empty, TimeSpan.FromSeconds (3))));
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static void Signatures ()
	{
		Report.Line (CalleesList.Fixed (1, 2.5, "three", __arglist ()));
		Report.Line (CalleesList.Fixed (1, 2.5, "three", __arglist (4, "five", 6.0)));
		Report.Value ("many", CalleesList.Many (1, 2, 3, 4, 5, 6, 7, 8, __arglist ()));
		Report.Value ("many", CalleesList.Many (-1, -2, 253, -4, -5, -6, -7, -8, __arglist (9, 10, 11)));
		Report.Value ("floats", CalleesList.Floats (1, 2, 3, 4, 5, 6, 7, 8, 9, __arglist ()));
		Report.Value ("floats", CalleesList.Floats (1.5f, 2, 3, 4, 5, 6, 7, 8, 9, __arglist (1e10, 7.5f)));
		var large = new Large { A = 5, C = 6, D = "abc" };
		Report.Value ("structs", CalleesList.Structs (new Middle { A = 1, B = 2 }, large, new Small { A = 3, B = 4 },
			__arglist (new Middle { B = 8 }, new Middle { A = 3, B = -9 })));
		large = CalleesList.Result (item, __arglist ());
		Report.Line (large.A + " " + large.B + " " + large.C + " " + large.D);
		large = CalleesList.Result (item, __arglist (-5L, new Middle { A = 17, B = 1 }));
		Report.Line (large.A + " " + large.B + " " + large.C + " " + large.D);
		Report.Value ("recurse", CalleesList.Recurse (6, __arglist (2)));
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static void Instances ()
	{
		var list = new CalleesList (12);
		Report.Line (list.Instance (1, __arglist (2, "three")));
		Report.Line (list.Virtual ("-", __arglist (4L)));
		list = new CalleesDerived ();
		Report.Line (list.Virtual ("+", __arglist (5.5, item)));
		list = null;
		Report.Throws ("null", () => CallNull (null));
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static void CallNull (CalleesList list)
	{
		list.Virtual ("", __arglist (1));
	}

	/* The collector finds what only the variable arguments refer to. */
	[MethodImpl (MethodImplOptions.NoInlining)]
	static string Collected (int number)
	{
		return CalleesKeep.Keep (number, __arglist (new Item { Number = number }, new [] { number + 1 }));
	}

	public static void Run ()
	{
		Kinds ();
		Signatures ();
		Instances ();
		for (int i = 0; i < 20; i++)
			Report.Line (Collected (i));
	}
}

public static class CalleesKeep {
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string Keep (int number, __arglist)
	{
		for (int i = 0; i < 50; i++)
			GC.KeepAlive (new byte [1000]);
		if (number % 5 == 0)
			GC.Collect ();
		return CalleesList.Describe (__arglist);
	}
}

public static class Program {
	public static void Main ()
	{
		CallersList.Run ();
	}
}
