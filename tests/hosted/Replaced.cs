// SPDX-License-Identifier: MIT
//
// Methods whose code the suites test-replace*.c replace, and all ways to come to them.
using System;
using System.Collections;
using System.Collections.Generic;
using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Threading;

public interface IAnswer { int Ask (int number); }

public struct Value : IAnswer {
	public int Extra;
	[MethodImpl (MethodImplOptions.NoInlining)]
	public int Ask (int number) { return number + 1 + Extra; }
}

public class Base { public virtual int Virtual (int number) { return -number; } }

public class Target : Base, IAnswer {
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Static (int number) { return number + 1; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Generic<T> (int number) { return number + 1 + (typeof (T) == typeof (int) ? 0 : 1); }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public override int Virtual (int number) { return number + 1; }
	public int Ask (int number) { return number + 1; }
	[MethodImpl (MethodImplOptions.Synchronized | MethodImplOptions.NoInlining)]
	public static int Synchronized (int number) { return number + 1; }
}

public static class Ways {
	static readonly Target target = new Target ();
	static IAnswer boxed = new Value ();
	static readonly Func<int, int> early = Target.Static, closed = target.Virtual, interfaced = boxed.Ask;
	static readonly Func<int, int> twice = early + Target.Static;
	static Func<int, int> reflected = (Func<int, int>)
		Delegate.CreateDelegate (typeof (Func<int, int>), typeof (Target).GetMethod ("Static"));

	static int Invoke (string name, object receiver) {
		return (int) typeof (Target).GetMethod (name).Invoke (receiver, new object [] { 1 });
	}

	public static long GenericHandle () {
		return typeof (Target).GetMethod ("Generic").MakeGenericMethod (typeof (int)).MethodHandle.Value.ToInt64 ();
	}

	// Names and answers of all ways: with number 1 the answer is 2.
	public static string All () {
		Base known = target;
		IAnswer any = target;
		Func<int, int> late = Target.Static, lateVirtual = known.Virtual;
		var answers = new SortedDictionary<string, int> {
			{ "direct", Target.Static (1) }, { "virtual", known.Virtual (1) }, { "interface", any.Ask (1) },
			{ "unboxed", boxed.Ask (1) }, { "generic", Target.Generic<int> (1) },
			{ "synchronized", Target.Synchronized (1) }, { "early delegate", early (1) }, { "late delegate", late (1) },
			{ "closed delegate", closed (1) }, { "delegate of an interface", interfaced (1) },
			{ "virtual delegate", lateVirtual (1) }, { "multicast", twice (1) }, { "reflected delegate", reflected (1) },
			{ "reflection", Invoke ("Static", null) }, { "reflection, virtual", Invoke ("Virtual", target) },
		};
		string text = "";
		foreach (var answer in answers)
			text += answer.Key + " " + answer.Value + "\n";
		return text;
	}
}

// The host gives Caller a body that calls one of the others.
public static class Sites {
	public static int Caller (int number) { return number; }
	public static int Callee (int number) { return number + 1; }
	public static int Known (int number) { return number + 2; }
	public static int Constructions;
	public static int LazyConstructions () { return Constructions; }
}

public static class Lazy {
	static Lazy () { ++Sites.Constructions; }
	public static int Callee (int number) { return number + 3; }
}

public static class Inside {
	static volatile bool go;
	static volatile int within;
	static volatile string result;
	static Thread thread;

	public static int Wait (int number) {
		int local = number * 3;
		try {
			++within;
			while (!go)
				Thread.Sleep (1);
			if (number < 0)
				throw new ArgumentException ("old");
			return local + 1;
		} catch (ArgumentException) {
			return local - 1;
		} finally {
			--within;
		}
	}
	public static void Start (int number) {
		int before = within;
		go = false;
		thread = new Thread (() => result = Wait (number).ToString ());
		thread.Start ();
		while (within == before)
			Thread.Yield ();
	}
	public static int Finish () {
		go = true;
		thread.Join ();
		return int.Parse (result);
	}
}

public static class Traces {
	// The host's: it replaces the code of Recurse.
	[MethodImpl (MethodImplOptions.InternalCall)]
	public static extern void Replace ();

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Recurse (int depth) {
		int before = depth * 7;
		if (depth == 3)
			Replace ();
		if (depth == 0)
			throw new InvalidOperationException ("deep");
		before += Recurse (depth - 1);
		return before + depth;
	}
	// One line for each frame of Recurse: IL offset and source line.
	public static string Frames () {
		try {
			Recurse (6);
		} catch (InvalidOperationException thrown) {
			string text = "";
			foreach (StackFrame frame in new StackTrace (thrown, true).GetFrames ())
				text += frame.GetMethod ().Name + " " + frame.GetILOffset () + " " + frame.GetFileLineNumber () + "\n";
			return text;
		}
		return null;
	}
	public static string Here () { return Walked (4); }
	// By walking the stack, without an exception.
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string Walked (int depth) {
		if (depth == 2)
			Replace ();
		if (depth > 0)
			return Walked (depth - 1) + "";
		string text = "";
		foreach (StackFrame frame in new StackTrace (true).GetFrames ())
			if (frame.GetMethod ().Name == "Walked")
				text += frame.GetILOffset () + " " + frame.GetFileLineNumber () + "\n";
		return text;
	}
}

// Of the class library, precompiled; called by precompiled code.
public static class Precompiled {
	static readonly Func<int, int, int> days = DateTime.DaysInMonth;
	// By AddMonths, for the last day of January.
	public static int Direct () { return new DateTime (2001, 1, 31).AddMonths (1).Day; }
	public static int Delegate () { return days (2001, 2); }
	public static int Virtual () {
		// Hashtable asks its keys.
		return new Hashtable { { new Version (1, 2), 3 } }.Count;
	}
}

// A key that fails when the table asks for its hash code.
public class BadKey {
	public override int GetHashCode () {
		Traces.Replace ();
		throw new InvalidOperationException ("no hash code");
	}
	// Of the frames, that in the class library's indexer: IL offset, and offset in the code.
	public static string Frame () {
		try {
			return "" + new Hashtable () [new BadKey ()];
		} catch (InvalidOperationException thrown) {
			foreach (StackFrame frame in new StackTrace (thrown).GetFrames ())
				if (frame.GetMethod ().Name == "get_Item")
					return frame.GetILOffset () + " " + frame.GetNativeOffset ();
			return "no frame";
		}
	}
}

public static class Busy {
	static volatile bool stop;
	static int backwards, rounds;
	static Thread [] threads;

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Number () { return 0; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	static int Through (Func<int> number, int depth) { return depth == 0 ? number () : Through (number, depth - 1); }

	static void Run () {
		Func<int> number = Number;
		int last = 0, mine = 0;
		while (!stop) {
			int now = (mine & 1) == 0 ? Number () : Through (number, 5);
			if (now < last)
				Interlocked.Increment (ref backwards);
			last = now;
			if (++mine % 1000 == 0) {
				try {
					throw new Exception (new string ('x', 100));
				} catch (Exception) {
				}
			}
		}
		Interlocked.Add (ref rounds, mine);
	}
	public static void Start () {
		threads = new Thread [3];
		for (int i = 0; i < threads.Length; ++i)
			(threads [i] = new Thread (Run)).Start ();
	}
	// How often a thread saw a body that was older than the one before; or -1 if nobody ran at all.
	public static int Finish () {
		stop = true;
		foreach (Thread thread in threads)
			thread.Join ();
		return rounds == 0 ? -1 : backwards;
	}
}

// Loops that begin with their method.
public static class Rounds {
	public static int Down (int a)
	{
		do
			a -= 3;
		while (a > 0);
		return a;
	}
	public static int Switch (int a)
	{
	again:
		switch (a) {
		case 0: a = 4; goto again;
		case 1: a = 3; goto again;
		case 2: a = 0; goto again;
		case 3: a = 2; goto again;
		}
		return a;
	}
}

public static class Refused {
	public static int Short (int a) { return a; }
	public static int Calls (int a) { return a; }
	public static int Branches (int a) { return a; }
	public static int Jumps (int a) { return a; }
	public static int Second (int a) { return a; }
	public static int Filled (int a) { return a; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Contested (int a) { return a; }
	public static void Sleep () { Thread.Sleep (5); }
	public static int Unknown (int a) { return a; }
	public static int Changed (int a) { return a; }
	public static int ChangedLater (int a) { return a * a; }
	// Its own, as traces have it.
	public static long Address () {
		try {
			throw new Exception ();
		} catch (Exception thrown) {
			var field = typeof (StackFrame).GetField ("methodAddress", BindingFlags.NonPublic | BindingFlags.Instance);
			return (long) field.GetValue (new StackTrace (thrown).GetFrame (0));
		}
	}
	public static int GivenAway (int a) { return a; }
	public static void GiveAway () { typeof (Refused).GetMethod ("GivenAway").MethodHandle.GetFunctionPointer (); }
	// The host's: it replaces the code of whoever calls it, and of the wrapper around itself.
	[MethodImpl (MethodImplOptions.InternalCall)]
	public static extern void ReplaceCaller ();
	public static void Dynamic () {
		var method = new System.Reflection.Emit.DynamicMethod ("Dynamic", null, null, typeof (Refused).Module, true);
		var il = method.GetILGenerator ();
		il.Emit (System.Reflection.Emit.OpCodes.Call, typeof (Refused).GetMethod ("ReplaceCaller"));
		il.Emit (System.Reflection.Emit.OpCodes.Ret);
		((Action) method.CreateDelegate (typeof (Action))) ();
	}
	[MethodImpl (MethodImplOptions.NoInlining)]
	static void Shared<T> () {
		if (typeof (T) == typeof (string))
			ReplaceCaller ();
	}
	public static void CallShared () { Shared<string> (); }
}
