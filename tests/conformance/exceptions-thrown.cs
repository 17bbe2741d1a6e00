// Exceptions thrown by methods under test and caught by their callers: own types, fields, nesting
// through
// virtual, interface, delegate, generic calls and constructors (ECMA-335 I.12.4.2, III.4.31)
using System;
using System.Runtime.CompilerServices;

class OwnException : Exception {
	public readonly int Code;
	public OwnException (string message, int code, Exception inner = null) : base (message, inner) { Code = code; }
}

interface IThrower { int Throw (int a); }

class CalleesThrower : IThrower {
	public int Value;
	public CalleesThrower (int a)
	{
		Value = a;
		if (a < 0)
			throw new OwnException ("constructor", a);
	}
	[MethodImpl (MethodImplOptions.NoInlining)] public virtual int Throw (int a)
	{
		if (a > 2)
			throw new OwnException ("instance " + Value, a);
		return a;
	}
}

static class Callees {
	[MethodImpl (MethodImplOptions.NoInlining)] public static int Static (int a)
	{
		if (a == 1)
			throw new ArgumentException ("static");
		if (a == 2)
			throw new OwnException ("two", 2, new InvalidOperationException ("inner"));
		return a * 10;
	}
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Nested (int depth, int a) { return depth == 0 ? Static (a) : Nested (depth - 1, a) + 1; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int ByInterface (IThrower thrower, int a) { return thrower.Throw (a) + 1; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int ByDelegate (Func<int, int> function, int a) { return function (a) + 2; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static T Generic<T> (T value, bool fail)
	{
		if (fail)
			throw new OwnException (typeof (T).Name, 3);
		return value;
	}
	[MethodImpl (MethodImplOptions.NoInlining)] public static void Rethrow (Exception e) { throw e; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static int Select (int a)
	{
		return a == 0 ? 1 : a == 1 ? throw new OwnException ("in an expression", 4) : 2;
	}
	[MethodImpl (MethodImplOptions.NoInlining)] public static double Registers (double a, double b, int fail)
	{
		double sum = a * b + Static (fail);
		return sum + a - b;
	}
}

static class Callers {
	[MethodImpl (MethodImplOptions.NoInlining)] static int CallsNested (int a) { return Callees.Nested (20, a) * 2; }
	[MethodImpl (MethodImplOptions.NoInlining)] static int CallsMade (int a) { return new CalleesThrower (a).Value; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	static int CallsInterface (int a) { return Callees.ByInterface (new CalleesThrower (a), a); }

	static void Catch (string name, Func<object> code)
	{
		try {
			Report.Value (name, code ());
		} catch (OwnException e) when (e.Code != 3) {
			Report.Line (name + ": own " + e.Message + " " + e.Code + " " + (e.InnerException == null ? "" :
				e.InnerException.Message));
		} catch (Exception e) {
			Report.Line (name + ": " + e.GetType ().Name + " " + e.Message);
		} finally {
			Report.Line (name + " done");
		}
	}

	public static void Run ()
	{
		for (int i = 0; i < 4; i++) {
			int a = i;
			Catch ("static " + a, () => Callees.Static (a));
			Catch ("nested " + a, () => CallsNested (a));
			Catch ("made " + -a, () => CallsMade (-a));
			Catch ("interface " + a, () => CallsInterface (a));
			Catch ("delegate " + a, () => Callees.ByDelegate (Callees.Static, a));
			Catch ("select " + a, () => Callees.Select (a));
			Catch ("registers " + a, () => Callees.Registers (0.5, 0.25, a));
		}
		Catch ("generic", () => Callees.Generic (5, true));
		Catch ("generic", () => Callees.Generic ("text", true));
		Catch ("generic", () => Callees.Generic ("text", false));
		Catch ("null", () => { Callees.Rethrow (null); return 0; });
		var kept = new OwnException ("kept", 9);
		Catch ("kept", () => { Callees.Rethrow (kept); return 0; });
		Catch ("kept again", () => { Callees.Rethrow (kept); return 0; });
		int caught = 0;
		for (int i = 0; i < 2000; i++) {
			try {
				CallsNested (1 + i % 2);
			} catch (ArgumentException) {
				caught++;
			} catch (OwnException e) {
				caught += e.Code * 1000;
			}
		}
		Report.Value ("caught", caught);
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
