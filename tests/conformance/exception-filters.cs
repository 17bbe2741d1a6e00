// Exception filters that look at arguments and locals of every kind, accept and decline, with finally handlers
// between the throw and the filter (ECMA-335 I.12.4.2.5, II.19.4, III.3.34)
using System;
using System.Runtime.CompilerServices;

struct Wide { public long First, Second, Third; }

static class Callees {
	static int asked;

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void Throw (int a)
	{
		if (a > 0)
			throw new InvalidOperationException ("thrown " + a);
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static bool Ask (Exception e, int local, string tag)
	{
		Report.Line ("asked " + ++asked + ": " + e.Message + ", " + local + ", " + tag);
		return local > 25;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Chosen (int a, string tag)
	{
		int local = a * 10;
		try {
			local++;
			Throw (a);
			return local;
		} catch (Exception e) when (Ask (e, local, tag)) {
			return local + 1000;
		} catch (Exception) {
			return -local;
		}
	}

	/* The filter runs before the finally handler. */
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int BeforeFinally (int a)
	{
		int x = 0;
		try {
			try {
				Throw (a);
			} finally {
				x += 5;
				Report.Value ("finally", x);
			}
		} catch (Exception e) when (x == 0 && e.Message.Length > 1) {
			return x;
		}
		return -1;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static long Widely (Wide wide, double number, ref int seen)
	{
		try {
			Throw ((int) wide.First);
			return 0;
		} catch (InvalidOperationException) when (wide.Second == 7 && number > 1 && ++seen > 0) {
			return wide.Third;
		}
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int InLoop (int rounds)
	{
		int caught = 0;
		for (int i = 0; i < rounds; i++) {
			try {
				Throw (i % 3);
				caught += 1;
			} catch (Exception e) when (i % 2 == 0 && e != null) {
				caught += 100;
			} catch (Exception) {
				caught += 10000;
			}
		}
		return caught;
	}
}

static class Callers {
	public static void Run ()
	{
		int seen = 0;
		Report.Value ("not thrown", Callees.Chosen (0, "none"));
		Report.Value ("declined", Callees.Chosen (1, "one"));
		Report.Value ("accepted", Callees.Chosen (3, "three"));
		Report.Value ("before finally", Callees.BeforeFinally (2));
		Report.Value ("wide", Callees.Widely (new Wide { First = 1, Second = 7, Third = 9 }, 2.5, ref seen));
		Report.Throws ("passed on", () => Callees.Widely (new Wide { First = 1, Second = 8 }, 2.5, ref seen));
		Report.Value ("seen", seen);
		Report.Value ("loop", Callees.InLoop (60));
	}
}

class Program {
	static void Main () { Callers.Run (); }
}
