// Chains of ldflda through nested structs, arrays, statics and byrefs; copies against references (ECMA-335 III.4.11)
using System;
using System.Runtime.CompilerServices;

struct Inner { public int A; public string B; public void Grow () { A *= 2; B += "+"; } }
struct Middle { public long Before; public Inner In; public int After; }
struct Outer { public Middle Mid; public Inner Last; }

class Callees {
	public Outer Field; public Outer[] Many = new Outer [2]; public static Outer Shared; public readonly Inner Fixed;

	public Callees () { Fixed.A = 5; Fixed.B = "fixed"; }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void Fill (ref Inner target, int a)
	{
		target.A = a;
		target.B = "inner" + a;
		target.Grow ();
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string Show (Outer a)
	{
		return a.Mid.Before + " " + a.Mid.In.A + " " + a.Mid.In.B + " " + a.Mid.After + " " + a.Last.A + " " + a.Last.B;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public void Work ()
	{
		Fill (ref Field.Mid.In, 1);
		Fill (ref Many [1].Mid.In, 2);
		Fill (ref Shared.Last, 3);
		Field.Mid.After++;
		Many [0].Mid.After += 7;
		Many [0].Last = Field.Mid.In;
		Shared.Mid = Many [1].Mid;
		Shared.Mid.In.Grow ();
		Field.Mid.In.A = -1;
		Fixed.Grow ();
		Outer copy = Shared;
		copy.Mid.In.Grow ();
		copy.Last.A = 99;
		Report.Line ("copy " + Show (copy));
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static ref int Deep (Callees[] all, int index, bool shared)
	{
		if (shared)
			return ref Shared.Mid.In.A;
		return ref all [index].Many [1].Mid.In.A;
	}
}

static class Callers {
	public static void Run ()
	{
		var callees = new Callees ();
		callees.Work ();
		Report.Line (Callees.Show (callees.Field));
		Report.Line (Callees.Show (callees.Many [0]));
		Report.Line (Callees.Show (callees.Many [1]));
		Report.Line (Callees.Show (Callees.Shared));
		Report.Line (callees.Fixed.A + callees.Fixed.B);
		Callees[] all = { null, callees };
		Callees.Deep (all, 1, false) += 1000;
		Callees.Deep (all, 1, true) -= 1000;
		Report.Line (callees.Many [1].Mid.In.A + " " + Callees.Shared.Mid.In.A);
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
