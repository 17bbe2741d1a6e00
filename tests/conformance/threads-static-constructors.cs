// Static constructors and threads: others wait until one has run, it runs once, what it throws reaches all, and threads
// that need each other's classes do not wait for ever (ECMA-335 II.10.5.3)
using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;

static class Log {
	public static int Constructors;
	public static readonly ManualResetEvent Entered = new ManualResetEvent (false);
	public static readonly ManualResetEvent Called = new ManualResetEvent (false);

	/* In a static constructor: until another thread is about to use the class, and some time longer. */
	public static void WaitForCall ()
	{
		Interlocked.Increment (ref Constructors);
		Entered.Set ();
		Called.WaitOne ();
		Thread.Sleep (60);
	}

	public static void Clear ()
	{
		Entered.Reset ();
		Called.Reset ();
	}
}

class CalleesMethod {
	static int value = 1;
	static CalleesMethod () { Log.WaitForCall (); value += 100; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static int Get () { return value; }
}

/* The method is compiled, and called, before the constructor is at its end */
class CalleesCompiled {
	static int value = 1;
	static CalleesCompiled () { value += Get () * 100; Log.WaitForCall (); value += Get () * 1000; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static int Get () { return value; }
}

class CalleesField {
	public static int Value = 1;
	static CalleesField () { Log.WaitForCall (); Value = 42; }
}

class CalleesInstance {
	static readonly List<string> names;
	readonly int number;
	static CalleesInstance () { Log.WaitForCall (); names = new List<string> { "zero", "one" }; }
	public CalleesInstance (int number) { this.number = number; }
	public override string ToString () { return names [number]; }
}

class CalleesGeneric<T> {
	public static readonly T[] Values;
	static CalleesGeneric () { Log.WaitForCall (); Values = new T [3]; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static int Length () { return Values.Length; }
}

class CalleesDerived : CalleesBase {
	[MethodImpl (MethodImplOptions.NoInlining)] public static int GetBoth () { return Value * 10 + own; }
	static readonly int own;
	static CalleesDerived () { own = Value + 1; }
}

class CalleesBase {
	public static readonly int Value;
	static CalleesBase () { Log.WaitForCall (); Value = 5; }
}

class CalleesThrowing {
	static CalleesThrowing () { Log.WaitForCall (); throw new InvalidOperationException ("static"); }
	[MethodImpl (MethodImplOptions.NoInlining)] public static int Get () { return 1; }
}

class CalleesCounted<T> {
	public static int Constructed;
	static CalleesCounted () { Interlocked.Increment (ref CalleesCounter.Count); Constructed = 7; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static int Get () { return Constructed; }
}

static class CalleesCounter { public static int Count; }

/* Each one's constructor needs the other class, on two threads */
class CalleesLeft {
	public static int Value;

	static CalleesLeft ()
	{
		CalleesGate.LeftIsIn.Set ();
		CalleesGate.RightIsIn.WaitOne ();
		Value = CalleesRight.Get () + 1;
	}

	[MethodImpl (MethodImplOptions.NoInlining)] public static int Get () { return Value; }
}

class CalleesRight {
	public static int Value;

	static CalleesRight ()
	{
		CalleesGate.RightIsIn.Set ();
		CalleesGate.LeftIsIn.WaitOne ();
		Value = CalleesLeft.Get () + 1;
	}

	[MethodImpl (MethodImplOptions.NoInlining)] public static int Get () { return Value; }
}

static class CalleesGate {
	public static readonly ManualResetEvent LeftIsIn = new ManualResetEvent (false);
	public static readonly ManualResetEvent RightIsIn = new ManualResetEvent (false);
}

/* The constructor waits for a thread that needs the class; only the time limit ends that */
class CalleesJoining {
	public static int Value = 1;
	public static bool Joined, Seen;

	static CalleesJoining ()
	{
		int seen = 0;
		var thread = new Thread (() => { seen = Get (); });
		thread.Start ();
		Joined = thread.Join (100);
		Seen = seen != 0;
		Value = 2;
		Late = thread;
	}

	public static Thread Late;
	[MethodImpl (MethodImplOptions.NoInlining)] public static int Get () { return Value; }
}

static class Callers {
	static string Try (Func<object> use)
	{
		try {
			return use ().ToString ();
		} catch (TypeInitializationException e) {
			return e.TypeName + " " + e.InnerException.Message;
		}
	}

	/* One thread is in the constructor while the others use the class in the same way. */
	static void While (string name, Func<object> use)
	{
		var results = new string [4];
		var threads = new Thread [4];
		Log.Clear ();
		int before = Log.Constructors;
		for (int i = 0; i < threads.Length; i++) {
			int own = i;
			threads [i] = new Thread (() => {
				if (own > 0) {
					Log.Entered.WaitOne ();
					Log.Called.Set ();
				}
				results [own] = Try (use);
			});
			threads [i].Start ();
		}
		foreach (Thread thread in threads)
			thread.Join ();
		Report.Value (name, results);
		Report.Value (name + ", constructors", Log.Constructors - before);
	}

	/* Again and again, with new instantiations, and no help from sleep */
	static void Race<T> ()
	{
		int wrong = 0;
		var barrier = new Barrier (4);
		var threads = new Thread [4];
		for (int i = 0; i < threads.Length; i++) {
			threads [i] = new Thread (() => {
				barrier.SignalAndWait ();
				if (CalleesCounted<T>.Get () != 7)
					Interlocked.Increment (ref wrong);
			});
			threads [i].Start ();
		}
		foreach (Thread thread in threads)
			thread.Join ();
		if (wrong != 0)
			Report.Value ("raced wrongly", wrong);
	}

	static void Races ()
	{
		Race<int> (); Race<long> (); Race<string> (); Race<byte> (); Race<object> (); Race<int[]> (); Race<double> ();
		Race<Log2> (); Race<DateTime> (); Race<List<int>> (); Race<List<string>> (); Race<List<Guid>> ();
		Race<KeyValuePair<int, int>> (); Race<KeyValuePair<string, int>> (); Race<Tuple<int>> (); Race<Action> ();
		Race<char> (); Race<float> (); Race<uint> (); Race<ulong> ();
		Report.Value ("constructed", CalleesCounter.Count);
	}

	struct Log2 { public int A; }

	static void Mutual ()
	{
		int left = 0, right = 0;
		var first = new Thread (() => { left = CalleesLeft.Get (); });
		var second = new Thread (() => { right = CalleesRight.Get (); });
		first.Start ();
		second.Start ();
		first.Join ();
		second.Join ();
		/* One of the two went on with the other's class as it was. */
		Report.Value ("mutual", Math.Min (left, right) == 1 && Math.Max (left, right) == 2);
		Report.Value ("mutual, in the end", CalleesLeft.Value + CalleesRight.Value);
	}

	static void Join ()
	{
		Report.Value ("joining", CalleesJoining.Get ());
		CalleesJoining.Late.Join ();
		Report.Value ("joined", CalleesJoining.Joined);
		Report.Value ("seen", CalleesJoining.Seen);
	}

	public static void Run ()
	{
		While ("method", () => CalleesMethod.Get ());
		While ("method that the constructor compiled", () => CalleesCompiled.Get ());
		While ("field", () => CalleesField.Value);
		While ("instance", () => new CalleesInstance (1));
		While ("generic", () => CalleesGeneric<int>.Length ());
		While ("shared generic", () => CalleesGeneric<string>.Length ());
		While ("generic field", () => CalleesGeneric<long>.Values.Length);
		While ("base class", () => CalleesDerived.GetBoth ());
		While ("delegate", () => ((Func<int>) CalleesGeneric<byte>.Length) ());
		While ("reflection", () => typeof (CalleesGeneric<char>).GetMethod ("Length").Invoke (null, null));
		While ("throwing", () => CalleesThrowing.Get ());
		Report.Value ("throwing, later", Try (() => CalleesThrowing.Get ()));
		Races ();
		Mutual ();
		Join ();
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
