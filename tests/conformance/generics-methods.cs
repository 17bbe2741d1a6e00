// Generic methods: static, instance, recursive with growing instantiations, constraints, default values, new T ()
// (ECMA-335 II.9.8, II.10.1.7)
using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;

struct Point { public int X, Y; public override string ToString () { return X + ":" + Y; } }
class Maker { public int Made = 5; public override string ToString () { return "made " + Made; } }

class Callees {
	public int Count;
	[MethodImpl (MethodImplOptions.NoInlining)] public static T Default<T> () { return default (T); }
	[MethodImpl (MethodImplOptions.NoInlining)] public static T Create<T> () where T : new () { return new T (); }
	[MethodImpl (MethodImplOptions.NoInlining)] public static bool IsNull<T> (T value) { return value == null; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static T[] Repeat<T> (T value, int times)
	{
		var made = new T [times];
		for (int i = 0; i < times; i++)
			made [i] = value;
		return made;
	}
	[MethodImpl (MethodImplOptions.NoInlining)] public static U[] Map<T, U> (T[] values, Func<T, U> function)
	{
		var made = new U [values.Length];
		for (int i = 0; i < values.Length; i++)
			made [i] = function (values [i]);
		return made;
	}
	[MethodImpl (MethodImplOptions.NoInlining)] public static string Deep<T> (T value, int levels)
	{
		return levels == 0 ? typeof (T).ToString () : Deep (new KeyValuePair<T, int> (value, levels), levels - 1);
	}
	[MethodImpl (MethodImplOptions.NoInlining)]
	public string Instance<A, B> (A a, B b) { return ++Count + " " + a + " " + b; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static void Sort<T> (T[] values, Comparison<T> compare)
	{
		for (int i = 1; i < values.Length; i++)
			for (int j = i; j > 0 && compare (values [j - 1], values [j]) > 0; j--) {
				T kept = values [j];
				values [j] = values [j - 1];
				values [j - 1] = kept;
			}
	}
	[MethodImpl (MethodImplOptions.NoInlining)] public static bool Same<T> (T a, T b) where T : class { return a == b; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static string Kind<T> (T value)
	{
		if (typeof (T) == typeof (int)) return "int";
		if (value is string) return "string";
		if (value is ValueType) return "value";
		return "reference";
	}
}

static class Callers {
	public static void Run ()
	{
		Report.Line (Callees.Default<int> () + " " + Callees.Default<Point> () + " " + (Callees.Default<string> () ==
			null) + " " +
			Callees.Default<double> () + " " + Callees.Default<int?> ().HasValue);
		Report.Line (Callees.Create<Point> () + " " + Callees.Create<Maker> () + " " + Callees.Create<long> ());
		Report.Line (Callees.IsNull (5) + " " + Callees.IsNull<string> (null) + " " + Callees.IsNull<int?> (null) +
			" " +
			Callees.IsNull<int?> (1) + " " + Callees.IsNull (new Point ()) + " " + Callees.IsNull (""));
		Report.Value ("repeat", Callees.Repeat (new Point { X = 1, Y = 2 }, 3));
		Report.Value ("repeat", Callees.Repeat ("again", 2));
		Report.Value ("map", Callees.Map (new [] { 1, 2, 3 }, i => "n" + i));
		Report.Value ("map", Callees.Map (new [] { "a", "bb" }, s => (double) s.Length));
		Report.Value ("map", Callees.Map (new [] { new Point { X = 1 }, new Point { X = 5 } }, p => new Point { X = p.Y,
			Y = p.X }));
		Report.Value ("deep", Callees.Deep ("x", 3));
		Report.Value ("deep", Callees.Deep (1.5f, 4));
		var callees = new Callees ();
		Report.Line (callees.Instance (1, "a") + "; " + callees.Instance ("b", 2.5) + "; " +
			callees.Instance (new Point (), 'c'));
		int[] numbers = { 5, 3, 9, -1, 4 };
		Callees.Sort (numbers, (a, b) => b - a);
		Report.Value ("sorted", numbers);
		string[] words = { "pear", "apple", "fig" };
		Callees.Sort (words, string.CompareOrdinal);
		Report.Value ("sorted", words);
		Report.Line (Callees.Same ("a", "a") + " " + Callees.Same (new object (), new object ()));
		Report.Line (Callees.Kind (1) + Callees.Kind ("") + Callees.Kind (2.5) + Callees.Kind (new int [1]) +
			Callees.Kind<object> (3));
		var list = new List<Point> ();
		for (int i = 0; i < 10; i++)
			list.Add (new Point { X = i, Y = i * i });
		list.RemoveAt (3);
		list.Reverse ();
		Report.Value ("list", list.ToArray ());
		var queue = new Queue<KeyValuePair<string, double>> ();
		queue.Enqueue (new KeyValuePair<string, double> ("k", 0.5));
		queue.Enqueue (new KeyValuePair<string, double> ("l", 1.5));
		Report.Line (queue.Dequeue () + " " + queue.Peek () + " " + queue.Count);
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
