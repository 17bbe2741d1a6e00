// beforefieldinit classes: their initialisers have run before the first access to a static field; values, not times,
// are
// compared (ECMA-335 II.10.1.6)
using System;
using System.Runtime.CompilerServices;

class CalleesTable {
	public static readonly int[] Squares = Make (10);
	public static readonly string Name = "table of " + Squares.Length;
	public static readonly double Half = 0.5;
	public static int Counter = 40;
	public const int Constant = 12;

	static int[] Make (int count)
	{
		var made = new int [count];
		for (int i = 0; i < count; i++)
			made [i] = i * i;
		return made;
	}

	[MethodImpl (MethodImplOptions.NoInlining)] public static int Next () { return ++Counter; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static int Square (int a) { return Squares [a] + Constant; }
}

class CalleesChain<T> {
	public static readonly string Text = typeof (T).Name + CalleesTable.Name;
	public static readonly CalleesChain<T> Instance = new CalleesChain<T> ();
	public readonly int Order = CalleesTable.Next ();
}

static class Callers {
	static readonly byte[] blob = { 1, 2, 3, 250, 251, 252, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17 };
	static readonly double[] numbers = { 0.5, -0.25, 1e300, double.Epsilon, 3, 4, 5 };

	[MethodImpl (MethodImplOptions.NoInlining)]
	static int Sum ()
	{
		int sum = 0;
		foreach (byte one in blob)
			sum = sum * 3 + one;
		return sum;
	}

	public static void Run ()
	{
		Report.Value ("square", CalleesTable.Square (7));
		Report.Value ("next", CalleesTable.Next ());
		Report.Value ("name", CalleesTable.Name);
		Report.Value ("half", CalleesTable.Half);
		Report.Line (CalleesChain<int>.Text + " " + CalleesChain<int>.Instance.Order);
		Report.Line (CalleesChain<string>.Text + " " + CalleesChain<string>.Instance.Order);
		Report.Line (CalleesChain<int>.Text + " " + CalleesChain<int>.Instance.Order);
		Report.Value ("counter", CalleesTable.Counter);
		Report.Value ("sum", Sum ());
		Report.Value ("numbers", numbers);
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
