// Exceptions that leave a filter: blocks of the same method around it get them (ECMA-335 I.12.4.2.5 leaves it open;
// stock mono's way), the registers and variables of the method are as they were, stack traces show the method once
using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;

static class Callees {
	[MethodImpl (MethodImplOptions.NoInlining)] static int Divide (int a, int b) { return a / b; }

	[MethodImpl (MethodImplOptions.NoInlining)]
	static bool Fail (string name, int zero)
	{
		Report.Value ("filter", name);
		return Divide (1, zero) == 0;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static void Raise (int how)
	{
		switch (how) {
		case 0: throw new InvalidOperationException ("thrown");
		case 1: Array.Copy (null, null, how); break;
		case 2: Divide (how, how - 2); break;
		case 3: ((object) "text").GetType ().GetMethod ("CopyTo").Invoke ("text", null); break;
		default: throw new ArgumentException ("other");
		}
	}

	static void Show (string where, Exception e)
	{
		string trace = e.StackTrace;
		Report.Value (where, e.GetType ().Name + ": " + e.Message + "\n" + trace);
	}

	public static int CatchAround (int how, int zero)
	{
		int a = how * 3, b = zero + 7, c = a ^ b;
		long d = (long) a << 33;
		double f = how / 3.0;
		try {
			try {
				c += b;
				Raise (how);
			} catch (Exception) when (Fail ("inner", zero)) {
				Report.Value ("caught inside", how);
			}
		} catch (DivideByZeroException e) {
			Show ("around", e);
			c += 1000;
		} catch (InvalidOperationException e) {
			Show ("not this", e);
		} finally {
			Report.Value ("variables", new object [] { a, b, c, d, f });
		}
		return a + b + c;
	}

	public static void FinallyAround (int how, int zero)
	{
		int seen = how;
		try {
			try {
				try {
					Raise (how);
				} catch (Exception) when (Fail ("inner", zero)) {
					Report.Value ("caught inside", seen);
				}
			} finally {
				Report.Value ("first finally", ++seen);
			}
		} finally {
			Report.Value ("second finally", ++seen);
		}
	}

	public static int CatchAroundFinally (int how, int zero)
	{
		int seen = how, other = zero - how;
		try {
			try {
				try {
					seen++;
					Raise (how);
				} catch (Exception) when (Fail ("inner", zero)) {
					Report.Value ("caught inside", seen);
				}
			} finally {
				Report.Value ("finally", new object [] { ++seen, other });
			}
		} catch (DivideByZeroException e) {
			Show ("around", e);
			return seen + other;
		}
		return -1;
	}

	/* The second filter looks at what the first throws, the third at what the second throws. */
	public static void FilterAroundFilter (int how, int zero)
	{
		int seen = 0;
		try {
			try {
				try {
					Raise (how);
				} catch (Exception) when (++seen > 0 && Fail ("first", zero)) {
					Report.Value ("first", seen);
				}
			} catch (DivideByZeroException) when (++seen > 0 && Fail ("second", zero)) {
				Report.Value ("second", seen);
			} finally {
				Report.Value ("finally", ++seen);
			}
		} catch (DivideByZeroException e) when (seen == 2) {
			Show ("third", e);
			Report.Value ("seen", seen);
		}
	}

	public static void FilterAccepts (int how, int zero)
	{
		int seen = 5;
		try {
			try {
				Raise (how);
			} catch (Exception) when (Fail ("inner", zero)) {
				Report.Value ("caught inside", how);
			}
		} catch (Exception e) when (e.Message.Length == ++seen) {
			Report.Value ("too short", seen);
		} catch (Exception e) when (e is DivideByZeroException && ++seen == 7) {
			Show ("accepted", e);
		}
	}

	public static int Deep (int depth, int zero)
	{
		try {
			if (depth == 0)
				Raise (0);
			return Deep (depth - 1, zero) + 1;
		} catch (InvalidOperationException) when (Divide (depth, zero) > 0) {
			return 0;
		}
	}

	/* What native code and its transitions leave behind when their frames are given up */
	public static void Again (int rounds, int zero)
	{
		int caught = 0;
		var kept = new List<string> ();
		for (int i = 0; i < rounds; i++) {
			try {
				try {
					Raise (i & 3);
				} catch (Exception) when (Divide (i, zero) > 0) {
					Report.Value ("caught inside", i);
				}
			} catch (DivideByZeroException e) {
				caught++;
				if (i % 64 == 0)
					GC.Collect ();
				kept.Add (e.GetType ().Name + Environment.StackTrace.Split ('\n').Length);
			}
		}
		Report.Value ("rounds", new object [] { caught, kept.Count, kept [0], kept [rounds - 1] });
	}

	static string Trace (string name, int value)
	{
		Report.Value (name, Environment.StackTrace);
		return name;
	}

	public static void TraceInFilter ()
	{
		try {
			Raise (0);
		} catch (Exception) when (Trace ("in the filter", 1) == null) {
		}
	}
}

static class Callers {
	static void Main ()
	{
		for (int how = 0; how < 5; how++) {
			Report.Value ("raised", how);
			Report.Throws (() => Report.Value ("result", Callees.CatchAround (how, 0)));
			Report.Throws (() => Callees.FinallyAround (how, 0));
			Report.Throws (() => Report.Value ("result", Callees.CatchAroundFinally (how, 0)));
			Report.Throws (() => Callees.FilterAroundFilter (how, 0));
			Report.Throws (() => Callees.FilterAccepts (how, 0));
		}
		Report.Throws (() => Report.Value ("deep", Callees.Deep (4, 0)));
		Callees.Again (256, 0);
		Report.Throws (() => Callees.TraceInFilter ());
	}
}
