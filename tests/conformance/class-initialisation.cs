// Static constructors that must run exactly at the first use of the class, their order, nesting and
// failure (ECMA-335 II.10.5.3)
using System;
using System.Runtime.CompilerServices;

class CalleesA {
	public static int Value;
	static CalleesA () { Report.Line ("A starts"); Value = CalleesB.Value + 1; Report.Line ("A ends"); }
	[MethodImpl (MethodImplOptions.NoInlining)] public static void Touch () { Report.Line ("A touched"); }
}

class CalleesB {
	public static int Value;
	static CalleesB () { Report.Line ("B starts"); Value = CalleesA.Value + 10; Report.Line ("B ends"); }
}

class CalleesInstance {
	public int Field = 5;
	static CalleesInstance () { Report.Line ("Instance starts"); }
	public CalleesInstance () { Report.Line ("Instance made"); }
	[MethodImpl (MethodImplOptions.NoInlining)] public int Get () { return Field; }
}

class CalleesDerived : CalleesInstance {
	static CalleesDerived () { Report.Line ("Derived starts"); }
}

class CalleesGeneric<T> {
	public static string Name;
	static CalleesGeneric () { Name = typeof (T).Name; Report.Line ("Generic of " + Name + " starts"); }
	[MethodImpl (MethodImplOptions.NoInlining)] public static string Get () { return Name; }
}

class CalleesFailing {
	public static int Value = 3;
	static CalleesFailing () { Report.Line ("Failing starts"); Fail (); }
	static void Fail () { throw new InvalidOperationException ("on purpose"); }
	[MethodImpl (MethodImplOptions.NoInlining)] public static int Get () { return Value; }
	public int Instance () { return 1; }
}

struct CalleesStruct {
	public int A; public static int Shared;
	static CalleesStruct () { Report.Line ("Struct starts"); Shared = 77; }
	public CalleesStruct (int a) { A = a; }
	[MethodImpl (MethodImplOptions.NoInlining)] public int Get () { return A + Shared; }
}

class CalleesCondition {
	public static int Value;
	static CalleesCondition () { Report.Line ("Condition starts"); Value = 1; }
}

static class Callers {
	[MethodImpl (MethodImplOptions.NoInlining)] static int ReadA () { Report.Line ("before A"); return CalleesA.Value; }
	[MethodImpl (MethodImplOptions.NoInlining)] static int ReadFailing () { return CalleesFailing.Value; }
	[MethodImpl (MethodImplOptions.NoInlining)] static void WriteFailing () { CalleesFailing.Value = 5; }
	[MethodImpl (MethodImplOptions.NoInlining)] static void MakeFailing () { new CalleesFailing ().Instance (); }
	[MethodImpl (MethodImplOptions.NoInlining)] static void CallFailing () { CalleesFailing.Get (); }
	[MethodImpl (MethodImplOptions.NoInlining)]
	static int Maybe (bool yes) { return yes ? CalleesCondition.Value : -1; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	static CalleesInstance Make () { Report.Line ("before new"); return new CalleesDerived (); }

	[MethodImpl (MethodImplOptions.NoInlining)]
	static int Loop ()
	{
		int sum = 0;
		for (int i = 0; i < 5; i++)
			sum += new CalleesStruct (i).Get ();
		return sum;
	}

	public static void Run ()
	{
		Report.Value ("A", ReadA ());
		CalleesA.Touch ();
		Report.Value ("B", CalleesB.Value);
		Report.Value ("not taken", Maybe (false));
		Report.Value ("taken", Maybe (true));
		Report.Value ("instance", Make ().Get ());
		Report.Value ("instance", Make ().Get ());
		Report.Line (CalleesGeneric<int>.Get () + CalleesGeneric<string>.Get () + CalleesGeneric<object>.Name +
			CalleesGeneric<int>.Name);
		Report.Value ("struct", Loop ());
	}

	public static void Failures ()
	{
		for (int i = 0; i < 2; i++) {
			Report.Throws ("read", () => ReadFailing ());
			Report.Throws ("write", () => WriteFailing ());
			Report.Throws ("make", () => MakeFailing ());
			Report.Throws ("call", () => CallFailing ());
		}
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
		Callers.Failures ();
		try {
			CalleesFailing.Get ();
		} catch (TypeInitializationException e) {
			Report.Line (e.TypeName + " " + e.InnerException.Message);
		}
	}
}
