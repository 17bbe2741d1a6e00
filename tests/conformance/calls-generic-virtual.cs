// Generic virtual and generic interface methods over references and values (ECMA-335 II.9.4, III.4.2)
using System;
using System.Runtime.CompilerServices;

interface IVisitor {
	string Visit<T> (T value);
	U Pair<T, U> (T first, U second);
}

abstract class CalleesBase : IVisitor {
	public abstract string Visit<T> (T value);
	public virtual U Pair<T, U> (T first, U second)
	{
		Report.Line ("base pair " + typeof (T).Name + " " + typeof (U).Name + " " + first);
		return second;
	}
}

class CalleesPlain : CalleesBase {
	public override string Visit<T> (T value) { return "plain " + typeof (T).Name + " " + value; }
}

class CalleesCounting : CalleesBase {
	int count;
	public override string Visit<T> (T value) { return "counted " + ++count + " " + typeof (T) + " " + value; }
	public override U Pair<T, U> (T first, U second)
	{
		Report.Line ("counting pair " + Visit (first));
		return base.Pair<U, U> (second, second);
	}
}

class CalleesGeneric<A> : CalleesBase {
	public override string Visit<T> (T value)
	{
		return "generic " + typeof (A).Name + " " + typeof (T).Name + " " + value;
	}
}

struct Point {
	public int X, Y;
	public override string ToString () { return X + "," + Y; }
}

static class Callers {
	[MethodImpl (MethodImplOptions.NoInlining)]
	static void Use (CalleesBase a)
	{
		Report.Line (a.Visit (1) + "; " + a.Visit ("two") + "; " + a.Visit (3.5) + "; " +
			a.Visit (new Point { X = 4, Y = 5 }));
		Report.Line (a.Visit<object> ("six") + "; " + a.Visit (new int [7]) + "; " + a.Visit<int?> (8));
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static void Use (IVisitor a)
	{
		Report.Line (a.Visit ('1') + "; " + a.Visit ("two") + "; " + a.Visit (new Point { X = 3 }));
		Report.Value ("pair", a.Pair (1, "one"));
		Report.Value ("pair", a.Pair ("two", 2.5));
		Report.Value ("pair", a.Pair (new Point (), new Point { X = 8, Y = 9 }));
		Report.Value ("pair", a.Pair ("three", "four"));
	}

	public static void Run ()
	{
		CalleesBase[] all = { new CalleesPlain (), new CalleesCounting (), new CalleesGeneric<string> (),
			new CalleesGeneric<int> () };
		for (int i = 0; i < 2; i++)
			foreach (CalleesBase one in all) {
				Use (one);
				Use ((IVisitor) one);
			}
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
