// Constrained calls on type parameters: own, inherited and boxed implementations, enums (whose names
// the
// library finds with protected regions), Nullable (ECMA-335 III.2.1)
using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;

interface ICounter { int Next (); }
struct StructCounter : ICounter { int count; public int Next () { return ++count; } }
class ClassCounter : ICounter { int count; public int Next () { return count += 10; } }
struct Plain { public int A; }
struct Own {
	public int A;
	public override string ToString () { A++; return "own " + A; }
	public override int GetHashCode () { return 1000 + A; }
	public override bool Equals (object other) { return other is Own && ((Own) other).A == A; }
}
enum Colour : byte { Red, Green = 7 }
enum Wide : long { Far = 1L << 40 }

static class Callees {
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Count<T> (ref T counter) where T : ICounter
	{
		counter.Next ();
		return counter.Next ();
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int CountCopy<T> (T counter, int times) where T : ICounter
	{
		int last = 0;
		for (int i = 0; i < times; i++)
			last += counter.Next ();
		return last;
	}

	[MethodImpl (MethodImplOptions.NoInlining)] public static string Text<T> (ref T value) { return value.ToString (); }
	[MethodImpl (MethodImplOptions.NoInlining)] public static int Hash<T> (T value) { return value.GetHashCode (); }
	[MethodImpl (MethodImplOptions.NoInlining)] public static bool Equal<T> (T a, T b) { return a.Equals (b); }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string TypeName<T> (T value) { return value.GetType ().Name; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Compare<T> (T a, T b) where T : IComparable<T> { return Math.Sign (a.CompareTo (b)); }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static T Largest<T> (params T[] all) where T : IComparable<T>
	{
		T best = all [0];
		foreach (T one in all)
			if (one.CompareTo (best) > 0)
				best = one;
		return best;
	}
}

static class Callers {
	static void Use<T> (T a, T b)
	{
		Report.Line (typeof (T).Name + ": " + Callees.Text (ref a) + " " + Callees.Text (ref b) + " " +
			Callees.Equal (a, b) + " " +
			Callees.Equal (a, a) + " " + Callees.TypeName (a));
	}

	public static void Run ()
	{
		var structCounter = new StructCounter ();
		var classCounter = new ClassCounter ();
		ICounter boxed = structCounter;
		Report.Line (Callees.Count (ref structCounter) + " " + Callees.Count (ref structCounter));
		Report.Line (Callees.Count (ref classCounter) + " " + Callees.Count (ref classCounter));
		Report.Line (Callees.Count (ref boxed) + " " + Callees.Count (ref boxed));
		Report.Line (Callees.CountCopy (structCounter, 3) + " " + structCounter.Next ());
		Report.Line (Callees.CountCopy (classCounter, 3) + " " + classCounter.Next ());
		Use (1, 2);
		Use ("one", "two");
		Use (1.5, double.NaN);
		Use (new Plain { A = 1 }, new Plain { A = 1 });
		Use (new Own { A = 1 }, new Own { A = 2 });
		Use (Colour.Red, Colour.Green);
		Use (Wide.Far, (Wide) 5);
		Use<int?> (3, 4);
		Use<object> (3, 3);
		Use ('x', 'y');
		Report.Line (Callees.Hash (5) + " " + Callees.Hash (new Own { A = 3 }) + " " + Callees.Hash (Colour.Green) +
			" " +
			Callees.Hash (true) + " " + Callees.Hash<int?> (null) + " " + Callees.Hash (-1L));
		Report.Line (Callees.Compare (1, 2) + " " + Callees.Compare ("b", "a") + " " + Callees.Compare (1.5, 1.5) +
			" " +
			Callees.Largest (3, 9, 4) + " " + Callees.Largest ("x", "z", "y") + " " + Callees.Largest (-1L, -2L));
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
