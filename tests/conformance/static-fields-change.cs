// Static fields are read again after each write, call and round of a loop (ECMA-335 III.4.14, III.4.30); those that are
// read-only have their last value once their class is initialised
using System;
using System.Runtime.CompilerServices;

struct Pair { public int First; public string Second; }

static class Callees {
	static int number;
	static long wide = 5;
	static double real = 0.5;
	static string text = "a";
	static Pair pair;
	static int[] values = { 1, 2, 3 };
	static readonly int constant = Compute (6);
	static readonly string constantText = "constant " + constant;

	[MethodImpl (MethodImplOptions.NoInlining)] static int Compute (int a) { return a * 7; }
	[MethodImpl (MethodImplOptions.NoInlining)] static void Change (int by)
	{
		number += by;
		wide *= by;
		real += by;
		text += by;
		pair = new Pair { First = pair.First + by, Second = pair.Second + by };
		values = new [] { by, by + 1 };
	}

	[MethodImpl (MethodImplOptions.NoInlining)] public static string AroundCall ()
	{
		int oldNumber = number;
		long oldWide = wide;
		double oldReal = real;
		string oldText = text;
		Pair oldPair = pair;
		int oldLength = values.Length;
		Change (3);
		return (number - oldNumber) + " " + (wide - oldWide) + " " + (real - oldReal) + " " + oldText + text + " " +
			(pair.First - oldPair.First) + oldPair.Second + "/" + pair.Second + " " + oldLength + values.Length;
	}

	[MethodImpl (MethodImplOptions.NoInlining)] public static int InLoop (int limit)
	{
		int rounds = 0;
		number = 0;
		while (number < limit && rounds < 1000) {
			number += 2;
			rounds++;
		}
		return rounds * 100 + number;
	}

	[MethodImpl (MethodImplOptions.NoInlining)] public static int AroundStore (int value)
	{
		number = value;
		int first = number;
		number = first + 1;
		int second = number;
		number = second * 2;
		return first * 10000 + second * 100 + number;
	}

	[MethodImpl (MethodImplOptions.NoInlining)] public static int ByAddress (ref int address)
	{
		int before = number;
		address += 5;
		return number * 100 + before;
	}

	[MethodImpl (MethodImplOptions.NoInlining)] public static int ByAddress () { return ByAddress (ref number); }

	[MethodImpl (MethodImplOptions.NoInlining)] public static string Constants ()
	{
		string text = "";
		for (int i = 0; i < 3; i++) {
			text += constant + constantText;
			Change (i);
		}
		return text;
	}
}

static class Callers {
	public static void Run ()
	{
		for (int i = 0; i < 3; i++) {
			Report.Line (Callees.AroundCall ());
			Report.Value ("in loop", Callees.InLoop (9 + i));
			Report.Value ("around store", Callees.AroundStore (4 + i));
			Report.Value ("by address", Callees.ByAddress ());
			Report.Line (Callees.Constants ());
		}
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
