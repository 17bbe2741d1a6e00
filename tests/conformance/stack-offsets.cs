// IL offsets of stack frames: each place of a method that calls or throws has its own (System.Diagnostics.StackFrame)
using System;
using System.Diagnostics;
using System.Runtime.CompilerServices;

static class Callees {
	static int[] table = new int [2];
	static string none;

	public static int Chosen;

	/* Throws if PLACE is the one */
	[MethodImpl (MethodImplOptions.NoInlining)]
	static int Pass (int place)
	{
		if (place == Chosen)
			throw new InvalidOperationException ();
		return place;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static int Twice (int value) { return 2 * value; }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Straight ()
	{
		int sum = Pass (0);
		sum += Pass (1);
		sum += Twice (Pass (2)) + Pass (3);
		return sum * Pass (4) + Pass (5);
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Loop ()
	{
		int sum = 0;
		for (int i = 0; i < 3; i++) {
			if (i == 1)
				sum += Pass (0);
			else
				sum += Pass (2 * i + 1);
			switch (i) {
			case 0: sum += Pass (2); break;
			case 1: sum += Pass (3); break;
			case 2: sum += Pass (4); break;
			}
		}
		return sum;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Regions ()
	{
		int sum = Pass (0);
		try {
			sum += Pass (1);
			throw new NotSupportedException ();
		} catch (NotSupportedException) {
			sum += Pass (2);
		} finally {
			sum += Pass (3) + Pass (4);
		}
		return sum + Pass (5);
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static int Fail (int way, int zero, object thing)
	{
		if (way == 0)
			return Twice (3) / zero;
		if (way == 1)
			return table [zero - 1];
		if (way == 2)
			return none.Length + Twice (1);
		if (way == 3)
			return ((string) thing).Length;
		if (way == 4)
			return checked (int.MaxValue + (zero + 1));
		return Fail (way - 5, zero, thing) + Twice (way);
	}

	public static int Checks () { return Fail (Chosen, 0, new object ()) + Twice (Chosen); }
}

static class Callers {
	static string Offsets (Func<int> code)
	{
		try {
			return "" + code ();
		} catch (Exception e) {
			string text = e.GetType ().Name;
			foreach (StackFrame frame in new StackTrace (e).GetFrames ())
				if (frame.GetMethod ().DeclaringType == typeof (Callees))
					text += " " + frame.GetMethod ().Name + " " + frame.GetILOffset ();
			return text;
		}
	}

	public static void Run ()
	{
		foreach (Func<int> code in new Func<int>[] { Callees.Straight, Callees.Loop, Callees.Regions, Callees.Checks })
			for (Callees.Chosen = 0; Callees.Chosen < 11; Callees.Chosen++)
				Report.Value (code.Method.Name, Offsets (code));
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
