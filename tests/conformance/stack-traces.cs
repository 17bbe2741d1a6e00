// The methods in a stack trace, of thrown exceptions, run-time checks and StackTrace (ECMA-335
// I.12.4.2.8)
using System;
using System.Diagnostics;
using System.Runtime.CompilerServices;

class CalleesGeneric<T> {
	[MethodImpl (MethodImplOptions.NoInlining)]
	public T Get (T[] array, int i) { T value = array [i]; Report.Value ("got", value); return value; }
}

class Callees {
	int field = 1;
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Throws () { Report.Line ("throwing"); throw new InvalidOperationException (); }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Divides (int a, int b) { int c = a / b; Report.Value ("quotient", c); return c; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public int Instance (Callees other) { int sum = other.field; Report.Value ("sum", sum); return sum; }
	[MethodImpl (MethodImplOptions.NoInlining)] public virtual int Deep (int depth)
	{
		int below = depth == 0 ? Divides (depth, 0) : Deep (depth - 1);
		Report.Value ("below", below);
		return below + 1;
	}
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string Here () { string names = Callers.Names (new StackTrace ()); return names + "!"; }
}

static class Callers {
	[MethodImpl (MethodImplOptions.NoInlining)]
	static int CallsThrows () { int a = Callees.Throws (); Report.Value ("never", a); return a; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	static int CallsGeneric ()
	{
		int a = new CalleesGeneric<int> ().Get (new int [1], 5);
		Report.Value ("never", a);
		return a;
	}
	[MethodImpl (MethodImplOptions.NoInlining)]
	static int CallsDeep () { int a = new Callees ().Deep (3); Report.Value ("never", a); return a; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	static int CallsInstance () { int a = new Callees ().Instance (null); Report.Value ("never", a); return a; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	static int CallsHere () { string text = Callees.Here (); Report.Line (text); return text.Length; }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string Names (StackTrace trace)
	{
		string names = "";
		foreach (StackFrame frame in trace.GetFrames ())
			if (!frame.GetMethod ().Name.Contains ("<"))
				names += " " + frame.GetMethod ().DeclaringType.Name + "." + frame.GetMethod ().Name;
		return names;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static void Catch (Func<int> code)
	{
		try {
			code ();
		} catch (Exception e) {
			Report.Line (e.GetType ().Name + " at" + Names (new StackTrace (e)));
		}
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void Run ()
	{
		Catch (CallsThrows);
		Catch (CallsGeneric);
		Catch (CallsDeep);
		Catch (CallsInstance);
		Catch (CallsHere);
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
