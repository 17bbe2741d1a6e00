// castclass and isinst: classes, interfaces, arrays, variance, sealed classes, delegates, Nullable,
// type
// parameters (ECMA-335 III.4.3, III.4.6, I.8.7)
using System;
using System.Collections;
using System.Collections.Generic;
using System.Runtime.CompilerServices;

class L0 { } class L1 : L0 { } class L2 : L1 { } class L3 : L2 { } class L4 : L3 { } class L5 : L4 { } class L6 : L5 { }
class L7 : L6 { } class L8 : L7 { } sealed class L9 : L8 { }
interface IThing { } interface IOther : IThing { } class Thing : IOther { } struct Value : IThing { }
class Generic<T> : IEnumerable<T> {
	public IEnumerator<T> GetEnumerator () { return null; }
	IEnumerator IEnumerable.GetEnumerator () { return null; }
}

static class Callees<T> {
	[MethodImpl (MethodImplOptions.NoInlining)] public static bool Is (object a) { return a is T; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static T Cast (object a) { return (T) a; }
}

static class Callees {
	[MethodImpl (MethodImplOptions.NoInlining)] public static string Which (object a)
	{
		if (a is L9) return "L9";
		if (a is L5) return "L5";
		if (a is IOther) return "IOther";
		if (a is Value) return "Value";
		if (a is string[]) return "string[]";
		if (a is object[]) return "object[]";
		if (a is uint[]) return "uint[]";
		if (a is Array) return "Array";
		if (a is IEnumerable<object>) return "IEnumerable<object>";
		if (a is Func<object>) return "Func<object>";
		if (a is int?) return "int?";
		if (a is Enum) return "Enum";
		if (a is ValueType) return "ValueType";
		return "other";
	}

	[MethodImpl (MethodImplOptions.NoInlining)] public static L5 AsL5 (object a) { return a as L5; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static L8 ToL8 (L0 a) { return (L8) a; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static IThing ToThing (object a) { return (IThing) a; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static string ToText (object a) { return (string) a; }
}

static class Callers {
	static readonly object[] objects = {
		null, new object (), "text", 5, 5L, DayOfWeek.Friday, new L0 (), new L4 (), new L5 (), new L8 (), new L9 (),
			new Thing (),
		new Value (), new string [1], new object [1], new int [1], new uint [1], new DayOfWeek [1], new L9 [1],
			new int [1] [],
		new int [1, 1], new List<string> (), new List<int> (), new Generic<L9> (), new Generic<int> (),
		new Func<string> (() => ""), new Func<int> (() => 1), new Action<object> (a => { }), 'c', new bool [1],
			new byte [1]
	};

	static void Check<T> ()
	{
		string line = typeof (T).Name + ":";
		for (int i = 0; i < objects.Length; i++)
			if (Callees<T>.Is (objects [i]))
				line += " " + i;
		Report.Line (line);
		foreach (object one in objects) {
			object kept = one;
			Report.Throws ("  cast", () => Callees<T>.Cast (kept));
		}
	}

	public static void Run ()
	{
		foreach (object one in objects) {
			object kept = one;
			Report.Line ((one == null ? "null" : one.GetType ().Name) + " is " + Callees.Which (one) + " " +
				(Callees.AsL5 (one) != null));
			Report.Throws ("to L8", () => Report.Value ("L8", Callees.ToL8 (Callees.AsL5 (kept))));
			Report.Throws ("to IThing", () => Report.Value ("IThing", Callees.ToThing (kept)));
			Report.Throws ("to string", () => Report.Value ("string", Callees.ToText (kept)));
		}
		Check<L9> (); Check<L7> (); Check<L0> (); Check<IThing> (); Check<IOther> (); Check<Value> ();
			Check<object[]> ();
		Check<string[]> (); Check<int[]> (); Check<uint[]> (); Check<L0[]> (); Check<Array> (); Check<IList<object>> ();
		Check<IList<int>> (); Check<IEnumerable<L0>> (); Check<IEnumerable<object>> (); Check<IReadOnlyList<object>> ();
		Check<Func<object>> (); Check<Action<string>> (); Check<int?> (); Check<int> (); Check<DayOfWeek> ();
			Check<Enum> ();
		Check<ValueType> (); Check<Delegate> (); Check<object> (); Check<IComparable> (); Check<int[,]> ();
			Check<Array[]> ();
		Check<Generic<L9>> (); Check<sbyte[]> (); Check<IEnumerable> (); Check<IConvertible> ();
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
